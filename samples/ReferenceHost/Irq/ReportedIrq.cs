using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>One interrupt as JSON.</summary>
internal sealed record ReportedIrq(int Irq, string? Device, string? Kind, int? Node, IReadOnlyList<string> Actions, CpuSet Affinity, CpuSet? Effective, bool Movable, string? Cause, ulong? Count)
{
    internal static ReportedIrq From(IrqDescriptor irq) => new(
        irq.Irq, irq.Device?.Address, irq.Device?.Kind?.ToString().ToLowerInvariant(), irq.Device?.NodeId ?? irq.NodeId, irq.Actions,
        irq.Current, irq.Effective, irq.IsMovable, irq.IsMovable ? null : irq.Unmovable.ToString(), irq.Counts?.Total);
}
