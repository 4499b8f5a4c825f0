using System.Globalization;
using System.Text;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>An audit for people: the verdict, then what interrupted, by device, softirqs and the architecture's own; then each CPU. Like things share a line, so
/// that thousands of interrupts stay readable.</summary>
internal static class AuditTable
{
    internal static string Format(IrqAudit audit, bool byNumber, TextStyle style)
    {
        var text = new StringBuilder(audit.MovableCount == 0 ? style.Good(audit.Verdict) : style.Bad(audit.Verdict)).Append('\n');
        foreach (IGrouping<(IrqAuditSource Source, string Name), IrqAuditEntry> origin in Sort(audit.Entries.GroupBy(entry => (entry.Source, OriginOf(entry))), byNumber))
        {
            text.Append(style.Bold($"{origin.Key.Name}: {Number(Sum(origin))}")).Append('\n');
            foreach (var same in Sort(origin.GroupBy(entry => (entry.Mark, entry.Advice, Label: entry.Source == IrqAuditSource.Device ? "" : entry.Label)), byNumber))
            {
                text.Append(Line([.. same])).Append('\n');
            }
        }

        SortedDictionary<int, ulong> counts = [];
        foreach (int cpu in audit.Cpus) counts[cpu] = Sum(audit.Entries.Where(entry => entry.Source == IrqAuditSource.Device && entry.Cpu == cpu));
        return text.Append(HeatRow.Format("device interrupts by CPU", counts, style)).ToString();
    }

    private static string OriginOf(IrqAuditEntry entry) => entry.Source switch
    {
        IrqAuditSource.Device => entry.Device?.ToString() ?? "no device",
        IrqAuditSource.SoftIrq => "softirqs",
        _ => "architecture",
    };

    /// <summary>Devices first; in them what can be kept off first, then what came most often, or by number.</summary>
    private static IEnumerable<IGrouping<TKey, IrqAuditEntry>> Sort<TKey>(IEnumerable<IGrouping<TKey, IrqAuditEntry>> groups, bool byNumber) => byNumber
        ? groups.OrderBy(group => group.First().Source).ThenBy(group => group.Min(entry => NumberOf(entry)))
        : groups.OrderBy(group => group.First().Source).ThenBy(group => group.Min(entry => entry.Mark)).ThenByDescending(Sum);

    private static int NumberOf(IrqAuditEntry entry) => int.TryParse(entry.Label, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;

    private static string Line(IrqAuditEntry[] entries)
    {
        IrqAuditEntry first = entries.MinBy(NumberOf)!;
        string[] labels = [.. entries.Select(entry => entry.Label).Distinct()];
        string numbers = first.Source == IrqAuditSource.Device ? $"{CpuSet.Create([.. labels.Select(label => int.Parse(label, CultureInfo.InvariantCulture))])} " : "";
        string name = first.Source != IrqAuditSource.Device ? first.Label : labels.Length == 1 ? first.Name : $"{first.Name} … ({labels.Length})";
        string cpus = CpuSet.Create([.. entries.Select(entry => entry.Cpu)]).ToString();
        return $"  {Number(Sum(entries)),12}  {numbers + name,-28} {first.Mark,-10} on {cpus,-14} {first.Advice}".TrimEnd();
    }

    private static ulong Sum(IEnumerable<IrqAuditEntry> entries) => entries.Aggregate(0UL, (sum, entry) => sum + entry.Count);

    private static string Number(ulong count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
