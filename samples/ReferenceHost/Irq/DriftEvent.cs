namespace SchedExt.ReferenceHost;

/// <summary>Somebody changed an affinity, or the mask in a file.</summary>
internal sealed record DriftEvent(int? Irq, string Kind, CpuSet Written, CpuSet Found, bool NeedsRepair, string? Culprit, string? Path) : IrqEvent;
