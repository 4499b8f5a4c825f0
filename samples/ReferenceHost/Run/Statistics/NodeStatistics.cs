using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>The counters of ai_numa, by node.</summary>
internal sealed class NodeStatistics(Func<AiNumaStatistics> read, TimeProvider time) : IStatisticsSource
{
    private readonly Dictionary<int, AiNumaNodeStatistics> _before = [];
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

    private StatsEvent Measure(long since, Dictionary<int, AiNumaNodeStatistics> before)
    {
        AiNumaStatistics now = read();
        long timestamp = time.GetTimestamp();
        double seconds = time.GetElapsedTime(since, timestamp).TotalSeconds;
        return new StatsEvent(
            Math.Round(time.GetElapsedTime(_begun, timestamp).TotalSeconds, 3),
            [.. now.Nodes.Select(node => Measure(node, before, seconds))],
            Measure(now.Total, before, seconds) with { Id = null })
        {
            Cgroups = now.Cgroups.Count == 0 ? null : [.. now.Cgroups.Select(Of)],
        };
    }

    private static CgroupCounters Of(AiNumaCgroupStatistics group) => new(
        group.Path, (long)group.Quota.TotalMicroseconds, (long)group.Period.TotalMicroseconds, group.Periods, group.ThrottledPeriods, Math.Round(group.ThrottledTime.TotalSeconds, 3));

    private static NodeDetails Details(AiNumaNodeStatistics now) =>
        new(now.Preempt, now.LlcSteal, now.AtHome, now.Away, now.BudgetExhausted, now.LatencyWait.Counts, now.BulkWait.Counts);

    private static NodeCounters Measure(AiNumaNodeStatistics now, Dictionary<int, AiNumaNodeStatistics> before, double seconds)
    {
        AiNumaNodeStatistics old = before.GetValueOrDefault(now.Id) ?? new(now.Id, 0, 0, 0);
        before[now.Id] = now;
        double PerSecond(long count) => seconds > 0 ? Math.Round(count / seconds, 1) : 0;
        return new NodeCounters(now.Id, now.Local, now.Queue, now.Steal, new CounterRates(
            PerSecond(now.Local - old.Local), PerSecond(now.Queue - old.Queue), PerSecond(now.Steal - old.Steal)), Details(now));
    }
}
