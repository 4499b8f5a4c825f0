using System.Globalization;
using System.Text;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>The interrupts of a machine for people, by device; thousands stay readable because like neighbours share a line.</summary>
internal static class IrqTable
{
    /// <summary>From how many interrupts with one CPU each on they share a line.</summary>
    internal const int ManyLines = 5;

    private const int BusiestLines = 8;

    internal static string Format(IrqSnapshot snapshot, bool byCount, TextStyle style)
    {
        var text = new StringBuilder();
        IEnumerable<IGrouping<string, IrqDescriptor>> devices = snapshot.Irqs.GroupBy(irq => irq.Device?.ToString() ?? "no device");
        devices = byCount ? devices.OrderByDescending(Total) : devices.OrderBy(device => device.Key == "no device").ThenBy(device => device.Key, StringComparer.Ordinal);
        foreach (IGrouping<string, IrqDescriptor> device in devices)
        {
            text.Append(style.Bold($"{device.Key}: {device.Count()} interrupts, {device.Count(irq => irq.IsMovable)} movable, fired {Number(Total(device))}")).Append('\n');
            foreach (string line in byCount ? Busiest([.. device], style) : InOrder([.. device], style))
            {
                text.Append(line).Append('\n');
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

    /// <summary>Each queue of a disk has its own CPU, which nobody can change: one line for all of them. So it is with the queues of a network card where they are many, whether by their
    /// masks or by where the kernel has put them.</summary>
    private static IEnumerable<string> InOrder(IrqDescriptor[] irqs, TextStyle style)
    {
        bool hasMany = irqs.Count(HasItsOwnCpu) >= ManyLines;
        return Alike(irqs, irq => hasMany && HasItsOwnCpu(irq)).GroupBy(line => (line[0].Current, line[0].Unmovable))
            .SelectMany(IEnumerable<IrqDescriptor[]> (lines) => lines.Count() < ManyLines ? lines : [[.. lines.SelectMany(line => line).OrderBy(irq => irq.Irq)]])
            .OrderBy(line => line[0].Irq).Select(line => Line(line, style));
    }

    /// <summary>Here the busiest are of interest, each by itself; of the others, how many there are.</summary>
    private static IEnumerable<string> Busiest(IrqDescriptor[] irqs, TextStyle style)
    {
        IrqDescriptor[][] lines = [.. Alike(irqs, _ => false).OrderByDescending(Total)];
        IrqDescriptor[] rest = [.. lines.Skip(BusiestLines).SelectMany(line => line)];
        IEnumerable<string> busiest = lines.Take(BusiestLines).Select(line => Line(line, style));
        return rest.Length == 0 ? busiest : busiest.Append(style.Dim($"  {$"… and {rest.Length} more",-67} {Number(Total(rest)),12}"));
    }

    private static IEnumerable<IrqDescriptor[]> Alike(IrqDescriptor[] irqs, Func<IrqDescriptor, bool> isOneOfMany) => irqs
        .GroupBy(irq => (IsMany: isOneOfMany(irq), Mask: irq.IsMovable && !isOneOfMany(irq) ? irq.Current : default, Effective: irq.IsMovable && !isOneOfMany(irq) ? irq.Effective : null, irq.Unmovable))
        .Select(group => group.ToArray());

    private static bool HasItsOwnCpu(IrqDescriptor irq) => irq.IsMovable && irq.Current.Count == 1 && (irq.Effective is null || irq.Effective == irq.Current);

    private static string Line(IrqDescriptor[] irqs, TextStyle style)
    {
        IrqDescriptor first = irqs[0];
        string numbers = CpuSet.Create([.. irqs.Select(irq => irq.Irq)]).ToString();
        string name = string.Join(",", first.Actions), names = irqs.Length == 1 ? name : $"{name}{(name.Length == 0 ? "" : " ")}… ({irqs.Length})";
        CpuSet affinity = irqs.Aggregate(CpuSet.Empty, (all, irq) => all | irq.Current);
        CpuSet effective = irqs.Aggregate(CpuSet.Empty, (all, irq) => irq.IsMovable && irq.Effective is { } on ? all | on : all);
        string now = irqs.Length > 1 && irqs.All(HasItsOwnCpu) ? "one each" : effective.IsEmpty ? "" : $"on {effective}";
        string line = $"  {numbers,-14} {names,-24} {affinity,-16} {now,-10} {Number(Total(irqs)),12}  {(first.IsMovable ? "" : first.Unmovable)}";
        return first.IsMovable ? line.TrimEnd() : style.Dim(line.TrimEnd());
    }

    private static ulong Total(IEnumerable<IrqDescriptor> irqs) => irqs.Aggregate(0UL, (sum, irq) => sum + (irq.Counts?.Total ?? 0));

    private static string Number(ulong count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
