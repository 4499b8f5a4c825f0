namespace SchedExt.Irq;

/// <summary>The shape of a plan in JSON.</summary>
internal sealed record PlanDocument(CpuSet Protected, string Mode, IReadOnlyList<PlanDocumentIrq> Irqs)
{
    public static PlanDocument From(IrqPlan plan) => new(plan.Protected, plan.Mode.ToString().ToLowerInvariant(), [.. plan.Select(PlanDocumentIrq.From)]);
}
