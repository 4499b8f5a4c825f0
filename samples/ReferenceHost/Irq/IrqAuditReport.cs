using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>An audit as JSON.</summary>
internal sealed record IrqAuditReport(CpuSet Cpus, double Seconds, string Verdict, ulong Movable, ulong Trailing, ulong Unmovable, IReadOnlyList<ReportedAuditEntry> Entries)
{
    internal static IrqAuditReport From(IrqAudit audit) => new(
        audit.Cpus, Math.Round(audit.Duration.TotalSeconds, 3), audit.Verdict, audit.MovableCount, audit.TrailingCount, audit.UnmovableCount, [.. audit.Entries.Select(ReportedAuditEntry.From)]);
}
