namespace SchedExt.ReferenceHost;

/// <summary>Somebody changed an affinity.</summary>
internal sealed record DriftEvent(int? Irq, string Kind, CpuSet Written, CpuSet Found, bool NeedsRepair, string? Culprit) : IrqEvent;
