namespace SchedExt.Irq;

/// <summary>The shape of one interrupt of a plan in JSON.</summary>
internal sealed record PlanDocumentIrq(int Irq, string? Device, IReadOnlyList<string> Actions, [property: System.Text.Json.Serialization.JsonPropertyName("from")] CpuSet Source, CpuSet To, IrqReason Reason, IrqCause Cause)
{
    public static PlanDocumentIrq From(PlannedIrq irq) => new(irq.Irq, irq.Device?.Address, irq.Actions, irq.From, irq.To, irq.Reason, irq.Cause);
}
