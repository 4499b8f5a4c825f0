using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>The interrupts of a machine as JSON.</summary>
internal sealed record IrqListReport(CpuSet Online, CpuSet? DefaultAffinity, IReadOnlyList<ReportedIrq> Irqs)
{
    internal static IrqListReport From(IrqSnapshot snapshot) => new(snapshot.Online, snapshot.DefaultAffinity, [.. snapshot.Irqs.Select(ReportedIrq.From)]);
}
