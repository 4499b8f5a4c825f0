using System.Globalization;
using System.Text;

namespace SchedExt.ReferenceHost;

/// <summary>Counters of ai_numa as a table: a row per node, their sum where there are several, totals and rates side by side. Pure.</summary>
internal static class StatsTable
{
    private static readonly string[] s_counters = ["local", "node queue", "steals", "preempts"];

    /// <param name="stats">What was measured.</param>
    /// <param name="total">The sum of its nodes.</param>
    /// <param name="cpus">With a row per CPU, the steals from node to node and the kernel's own counters.</param>
    /// <param name="style">Colours.</param>
    internal static string Format(StatsEvent stats, NodeCounters total, bool cpus, TextStyle style)
    {
        var text = new StringBuilder();
        if (stats.Final == true) text.Append("The whole run, with mean rates:\n");
        text.Append(style.Bold(string.Create(CultureInfo.InvariantCulture, $"{stats.Seconds,8:0.0} s")));
        foreach (string counter in s_counters) text.Append(style.Bold($"{counter,13}")).Append(style.Dim($"{"/s",10}"));
        text.Append(style.Bold($"{"waiting",9}{"longest",10}")).Append('\n');
        foreach (NodeCounters node in stats.Nodes) Append(text, $"node {node.Id}", node, style);
        if (stats.Nodes.Count > 1) Append(text, "all", total, style);
        foreach (CgroupCounters group in stats.Cgroups ?? []) Append(text, group);
        if (stats.CgroupsWithoutRoom is { } folded) text.Append(CultureInfo.InvariantCulture, $"{folded,10:N0} cgroups found no room of their own, and count as part of their parents.\n");
        if (cpus) CpuTable.Append(text, stats, style);
        return text.ToString();
    }

    /// <summary>What waits, and for how long.</summary>
    internal static void AppendWaiting(StringBuilder text, int? waiting, double? longest) => text
        .Append(CultureInfo.InvariantCulture, $"{waiting,9:N0}")
        .Append(longest is { } milliseconds ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds,7:N0} ms") : $"{"–",10}").Append('\n');

    private static void Append(StringBuilder text, CgroupCounters group)
    {
        if (group.ThrottledPeriods > 0)
            text.Append(CultureInfo.InvariantCulture, $"{"throttled",10}{group.ThrottledSeconds,13:N1} s in {group.ThrottledPeriods:N0} of {group.Periods:N0} periods: {group.Path}\n");
    }

    private static void Append(StringBuilder text, string title, NodeCounters node, TextStyle style)
    {
        text.Append(CultureInfo.InvariantCulture, $"{title,10}");
        Append(text, node.Local, node.PerSecond.Local, style);
        Append(text, node.Queue, node.PerSecond.Queue, style);
        Append(text, node.Steal, node.PerSecond.Steal, style);
        Append(text, node.Preempt, node.PerSecond.Preempt, style);
        AppendWaiting(text, node.Waiting, node.LongestWaitMilliseconds);
    }

    private static void Append(StringBuilder text, long count, double rate, TextStyle style) => text
        .Append(CultureInfo.InvariantCulture, $"{count,13:N0}")
        .Append(style.Dim(string.Create(CultureInfo.InvariantCulture, $"{rate,10:N0}")));
}
