namespace SchedExt.Irq;

/// <summary>What a plan decided for an interrupt, in three bytes.</summary>
internal readonly struct PlanDecision(PlannedIrq irq)
{
    private readonly byte reason = (byte)irq.Reason, cause = (byte)irq.Cause;

    public IrqReason Reason => (IrqReason)reason;

    public IrqCause Cause => (IrqCause)cause;

    public bool NeedsWrite { get; } = irq.NeedsWrite;
}
