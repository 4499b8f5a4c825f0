using System.Globalization;
using System.Text;

namespace SchedExt.ReferenceHost;

/// <summary>What <c>schedext run --cpus</c> adds to each table: a row per CPU, steals from node to node, the kernel's own counters. Pure.</summary>
internal static class CpuTable
{
    private static readonly string[] s_counters = ["local", "own queue", "pinned", "near LLCs", "steals", "preempts", "latency", "exhausted"];

    internal static void Append(StringBuilder text, StatsEvent stats, TextStyle style)
    {
        text.Append(style.Bold($"{"CPU",10}"));
        foreach (string counter in s_counters) text.Append(style.Bold($"{counter,12}"));
        text.Append(style.Bold($"{"waiting",9}{"longest",10}")).Append('\n');
        foreach (CpuCounters cpu in stats.Cpus ?? []) Append(text, cpu);
        foreach (StealCount steals in stats.Steals ?? [])
            text.Append(CultureInfo.InvariantCulture, $"{steals.Tasks,16:N0}  tasks of node {steals.From} went to node {steals.To}\n");
        foreach ((string name, long count) in stats.Events ?? new Dictionary<string, long>())
        {
            if (count != 0) text.Append(CultureInfo.InvariantCulture, $"{count,16:N0}  {name}\n");
        }
    }

    private static void Append(StringBuilder text, CpuCounters cpu)
    {
        text.Append(CultureInfo.InvariantCulture, $"{cpu.Cpu,10}");
        long[] counts = [cpu.Local, cpu.Queue - cpu.Details.Pinned - cpu.Details.LlcSteal, cpu.Details.Pinned, cpu.Details.LlcSteal, cpu.Steal, cpu.Preempt, cpu.Details.LatencyWakeups, cpu.Details.BudgetExhausted];
        foreach (long count in counts) text.Append(CultureInfo.InvariantCulture, $"{count,12:N0}");
        StatsTable.AppendWaiting(text, cpu.Waiting, cpu.LongestWaitMilliseconds);
    }
}
