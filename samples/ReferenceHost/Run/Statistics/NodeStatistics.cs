using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>The counters of ai_numa, by node and CPU.</summary>
internal sealed class NodeStatistics(Func<AiNumaStatistics> read, TimeProvider time) : IStatisticsSource
{
    /// <summary>The key of the sum of all nodes.</summary>
    private const int All = -1;

    private readonly Dictionary<int, AiNumaCounters> _before = [];
    private long _begun, _last;

    /// <inheritdoc/>
    public void Begin() => _begun = _last = time.GetTimestamp();

    /// <inheritdoc/>
    public StatsEvent Read()
    {
        StatsEvent stats = Measure(_last, _before);
        _last = time.GetTimestamp();
        return stats;
    }

    /// <inheritdoc/>
    public StatsEvent ReadLast() => Measure(_begun, []) with { Final = true };

    private StatsEvent Measure(long since, Dictionary<int, AiNumaCounters> before)
    {
        AiNumaStatistics now = read();
        long timestamp = time.GetTimestamp();
        double seconds = time.GetElapsedTime(since, timestamp).TotalSeconds;
        return new StatsEvent(
            Math.Round(time.GetElapsedTime(_begun, timestamp).TotalSeconds, 3),
            [.. now.Nodes.Select(node => Measure(node.Id, node, before, seconds) with { Waiting = node.Waiting, LongestWaitMilliseconds = node.LongestWait?.TotalMilliseconds })],
            Measure(All, now.Total, before, seconds) with { Id = null, Waiting = now.Nodes.Sum(node => node.Waiting), LongestWaitMilliseconds = now.Nodes.Max(node => node.LongestWait)?.TotalMilliseconds })
        {
            Cpus = [.. now.Cpus.Select(cpu => new CpuCounters(
                cpu.Cpu, cpu.Node, cpu.Local, cpu.Queue, cpu.Steal, cpu.Preempt, cpu.Waiting, cpu.LongestWait?.TotalMilliseconds, Details(cpu)))],
            Steals = [.. now.Steals.Select(steals => new StealCount(steals.From, steals.To, steals.Tasks))],
            Events = now.KernelEvents,
            Cgroups = now.Cgroups.Count == 0 ? null : [.. now.Cgroups.Select(Of)],
            CgroupsWithoutRoom = now.CgroupsWithoutRoom == 0 ? null : now.CgroupsWithoutRoom,
        };
    }

    private static CgroupCounters Of(AiNumaCgroupStatistics group) => new(
        group.Path, (long)group.Quota.TotalMicroseconds, (long)group.Period.TotalMicroseconds, group.Periods, group.ThrottledPeriods, Math.Round(group.ThrottledTime.TotalSeconds, 3));

    private static NodeDetails Details(AiNumaCounters now) =>
        new(now.Pinned, now.LlcSteal, now.AtHome, now.Away, now.LatencyWakeups, now.BudgetExhausted, now.LatencyWait.Counts, now.BulkWait.Counts);

    private static NodeCounters Measure(int id, AiNumaCounters now, Dictionary<int, AiNumaCounters> before, double seconds)
    {
        AiNumaCounters old = before.GetValueOrDefault(id) ?? new();
        before[id] = now;
        double PerSecond(long count) => seconds > 0 ? Math.Round(count / seconds, 1) : 0;
        var rates = new CounterRates(PerSecond(now.Local - old.Local), PerSecond(now.Queue - old.Queue), PerSecond(now.Steal - old.Steal), PerSecond(now.Preempt - old.Preempt));
        return new NodeCounters(id, now.Local, now.Queue, now.Steal, rates, Details(now)) { Preempt = now.Preempt };
    }
}
