using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>One line of an audit as JSON.</summary>
internal sealed record ReportedAuditEntry(int Cpu, string Source, string Label, string Name, string? Device, ulong Count, string Mark, string? Advice)
{
    internal static ReportedAuditEntry From(IrqAuditEntry entry)
        => new(entry.Cpu, entry.Source.ToString(), entry.Label, entry.Name, entry.Device?.Address, entry.Count, entry.Mark.ToString(), entry.Advice);
}
