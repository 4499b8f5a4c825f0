using System.Globalization;
using System.Text;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>An audit for people: the verdict, then what interrupted, the most frequent first, then each CPU.</summary>
internal static class AuditTable
{
    private const int MostLines = 40;

    internal static string Format(IrqAudit audit, TextStyle style)
    {
        var text = new StringBuilder(audit.MovableCount == 0 ? style.Good(audit.Verdict) : style.Bad(audit.Verdict)).Append('\n');
        var things = audit.Entries.GroupBy(entry => (entry.Source, entry.Label, entry.Name, entry.Mark, entry.Advice)).ToList();
        foreach (var thing in things.Take(MostLines))
        {
            IrqAuditEntry first = thing.First();
            string name = first.Source == IrqAuditSource.Device ? $"{first.Label} {first.Name}" : first.Label;
            string cpus = CpuSet.Create([.. thing.Select(entry => entry.Cpu)]).ToString();
            text.Append($"  {Number(Sum(thing)),12}  {name,-28} {first.Mark,-10} on {cpus,-14} {first.Advice}".TrimEnd()).Append('\n');
        }

        if (things.Count > MostLines) text.Append(CultureInfo.InvariantCulture, $"  … and {things.Count - MostLines} more\n");
        SortedDictionary<int, ulong> counts = [];
        foreach (int cpu in audit.Cpus) counts[cpu] = Sum(audit.Entries.Where(entry => entry.Source == IrqAuditSource.Device && entry.Cpu == cpu));
        return text.Append(HeatRow.Format("device interrupts by CPU", counts, style)).ToString();
    }

    private static ulong Sum(IEnumerable<IrqAuditEntry> entries) => entries.Aggregate(0UL, (sum, entry) => sum + entry.Count);

    private static string Number(ulong count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
