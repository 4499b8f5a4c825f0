using System.Text;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>A plan for people: what is to be done, then one line for each device and decision.</summary>
internal static class PlanTable
{
    internal static string Format(IrqPlan plan, TextStyle style)
    {
        var text = new StringBuilder();
        string guarded = plan.Protected.IsEmpty ? "nothing" : $"CPUs {plan.Protected}";
        text.Append(style.Bold($"protect {guarded}: {plan.Count} interrupts, {plan.WriteCount} to write{(plan.Mode == IrqPlanMode.Pinned ? ", every CPU is protected" : "")}")).Append('\n');
        foreach (IGrouping<string, PlannedIrq> device in plan.GroupBy(irq => irq.Device?.ToString() ?? "no device").OrderBy(group => group.Key == "no device").ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(style.Bold(device.Key)).Append('\n');
            foreach (PlannedIrq[] same in Alike([.. device]))
            {
                text.Append(Line(same, style)).Append('\n');
            }
        }

        foreach (VectorShortage shortage in plan.VectorShortages.Take(3))
        {
            text.Append(style.Warning($"warning: {shortage}")).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Those that share a line. Interrupts with one CPU each, as queues have them, do where they are many.</summary>
    private static IEnumerable<PlannedIrq[]> Alike(PlannedIrq[] irqs)
        => irqs.GroupBy(irq => irq.Reason == IrqReason.Unmovable ? (null, null, irq.Reason, irq.Cause) : (Many(irq.From), Many(irq.To), irq.Reason, irq.Cause))
            .SelectMany(group => group.Key.Reason == IrqReason.Unmovable || group.Count() >= IrqTable.ManyLines
                ? [[.. group]]
                : group.GroupBy(irq => (irq.From, irq.To)).Select(same => same.ToArray()));

    private static CpuSet? Many(CpuSet cpus) => cpus.Count == 1 ? null : cpus;

    private static string Masks(IEnumerable<CpuSet> masks)
    {
        CpuSet[] different = [.. masks.Distinct()];
        return different.Length == 1 ? $"{different[0]}" : $"{different.Aggregate((all, mask) => all | mask)}, one each";
    }

    private static string Line(PlannedIrq[] irqs, TextStyle style)
    {
        PlannedIrq first = irqs[0];
        string numbers = CpuSet.Create([.. irqs.Select(irq => irq.Irq)]).ToString(), names = Names(irqs);
        string target = first.Reason is IrqReason.Unmovable ? $"{irqs.Aggregate(CpuSet.Empty, (all, irq) => all | irq.From)}" : $"{Masks(irqs.Select(irq => irq.From))} -> {Masks(irqs.Select(irq => irq.To))}";
        string reason = $"{first.Reason}{(first.Cause == IrqCause.None ? "" : $" ({first.Cause})")}";
        string line = $"  {numbers,-14} {names,-24} {target,-28} {reason}";
        return first.Reason == IrqReason.Unmovable || !first.NeedsWrite ? style.Dim(line) : line;
    }

    private static string Names(PlannedIrq[] irqs)
    {
        string first = string.Join(",", irqs[0].Actions);
        return irqs.Length == 1 ? first : $"{first}{(first.Length == 0 ? "" : " ")}… ({irqs.Length})";
    }
}
