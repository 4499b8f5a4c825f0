using System.Globalization;
using System.Text;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>The interrupts of a machine for people, by device; thousands stay readable because like neighbours share a line.</summary>
internal static class IrqTable
{
    internal static string Format(IrqSnapshot snapshot, bool byCount, TextStyle style)
    {
        var text = new StringBuilder();
        IEnumerable<IGrouping<string, IrqDescriptor>> devices = snapshot.Irqs.GroupBy(irq => irq.Device?.ToString() ?? "no device");
        devices = byCount ? devices.OrderByDescending(Total) : devices.OrderBy(device => device.Key == "no device").ThenBy(device => device.Key, StringComparer.Ordinal);
        foreach (IGrouping<string, IrqDescriptor> device in devices)
        {
            text.Append(style.Bold($"{device.Key}: {device.Count()} interrupts, {device.Count(irq => irq.IsMovable)} movable, fired {Number(Total(device))}")).Append('\n');
            // Each queue of a disk has its own CPU, which nobody can change: one line for all of them.
            var lines = device.GroupBy(irq => (irq.IsMovable ? irq.Current : default, irq.IsMovable ? irq.Effective : null, irq.Unmovable));
            foreach (var same in byCount ? lines.OrderByDescending(Total) : lines.OrderBy(group => group.First().Irq))
            {
                text.Append(Line([.. same], style)).Append('\n');
            }
        }

        return text.Append(HeatRow.Format("device interrupts by CPU", Counts(snapshot), style)).ToString();
    }

    /// <summary>How often each online CPU took a device's interrupt.</summary>
    internal static SortedDictionary<int, ulong> Counts(IrqSnapshot snapshot)
    {
        SortedDictionary<int, ulong> counts = [];
        foreach (int cpu in snapshot.Online)
        {
            counts[cpu] = snapshot.Interrupts.Rows.Where(row => row.Irq is not null).Aggregate(0UL, (sum, row) => sum + (snapshot.Interrupts.Count(row, cpu) ?? 0));
        }

        return counts;
    }

    private static string Line(IrqDescriptor[] irqs, TextStyle style)
    {
        IrqDescriptor first = irqs[0];
        string numbers = CpuSet.Create([.. irqs.Select(irq => irq.Irq)]).ToString();
        string names = irqs.Length == 1 ? string.Join(",", first.Actions) : $"{string.Join(",", first.Actions)} … ({irqs.Length})";
        CpuSet affinity = irqs.Aggregate(CpuSet.Empty, (all, irq) => all | irq.Current);
        string effective = first.Effective is { IsEmpty: false } now && irqs.All(irq => irq.Effective == now) ? $"on {now}" : "";
        string line = $"  {numbers,-14} {names,-24} {affinity,-16} {effective,-10} {Number(Total(irqs)),12}  {(first.IsMovable ? "" : first.Unmovable)}";
        return first.IsMovable ? line.TrimEnd() : style.Dim(line.TrimEnd());
    }

    private static ulong Total(IEnumerable<IrqDescriptor> irqs) => irqs.Aggregate(0UL, (sum, irq) => sum + (irq.Counts?.Total ?? 0));

    private static string Number(ulong count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
