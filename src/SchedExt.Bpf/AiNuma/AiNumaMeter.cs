using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace SchedExt.Bpf;

/// <summary>
/// The instruments of the package's meter that show what running <see cref="AiNumaScheduler"/>s count. Nothing is read unless a listener
/// asks; counters then come from shared memory, and only <c>waiting</c> and <c>longest_wait</c> ask the kernel.
/// </summary>
internal static class AiNumaMeter
{
    private static readonly (string Way, Func<AiNumaCounters, long> Count)[] s_ways =
    [
        ("local", of => of.Local), ("queue", of => of.Queue - of.Pinned - of.LlcSteal), ("pinned", of => of.Pinned),
        ("llc_steal", of => of.LlcSteal), ("steal", of => of.Steal), ("preempt", of => of.Preempt),
    ];

    private static ImmutableList<AiNumaScheduler> s_running = [];

    static AiNumaMeter()
    {
        Meter meter = SchedulerMeter.Meter;
        meter.CreateObservableCounter("schedext.ai_numa.runs", () => Nodes(Ways), "{run}", "Runs by node and by the way to the CPU.");
        meter.CreateObservableCounter("schedext.ai_numa.cpu.runs", () => Cpus(Ways), "{run}", "The same by CPU.");
        meter.CreateObservableCounter("schedext.ai_numa.homes", () => Nodes(Homes), "{run}", "Runs by node, of tasks that are at home there and away.");
        meter.CreateObservableCounter("schedext.ai_numa.steals", Steals, "{task}", "Tasks that went from one node to another.");
        meter.CreateObservableCounter("schedext.ai_numa.latency.wakeups", () => Nodes(of => [(of.LatencyWakeups, "kind", "all"), (of.BudgetExhausted, "kind", "exhausted")]), "{wakeup}", "Wake-ups of latency tasks, and those of them that waited since their budget was used up.");
        meter.CreateObservableCounter("schedext.ai_numa.wakeup_waits", () => Nodes(Waits), "{wakeup}", "Wake-ups by node, kind of task, and the power of two of microseconds that their wait was below.");
        meter.CreateObservableGauge("schedext.ai_numa.waiting", () => Queues(node => node.Waiting), "{task}", "Tasks that wait now, by node.");
        meter.CreateObservableGauge("schedext.ai_numa.longest_wait", () => Queues(node => node.LongestWait?.TotalSeconds ?? 0), "s", "How long the task has waited that waits longest, by node.");
        meter.CreateObservableCounter("schedext.ai_numa.cgroup.throttled_periods", () => Cgroups(group => group.ThrottledPeriods), "{period}", "Periods in which a task of a cgroup with a CPU limit had to wait, since the scheduler last started.");
        meter.CreateObservableCounter("schedext.ai_numa.cgroup.throttled_time", () => Cgroups(group => group.ThrottledTime.TotalSeconds), "s", "How long tasks of a cgroup had to wait for the next period of its CPU limit, in all.");
        meter.CreateObservableCounter("schedext.kernel.events", KernelEvents, "{event}", "The kernel's own counters of the scheduler that runs.");
    }

    internal static void Add(AiNumaScheduler scheduler) => ImmutableInterlocked.Update(ref s_running, (running, one) => running.Add(one), scheduler);

    internal static void Remove(AiNumaScheduler scheduler) => ImmutableInterlocked.Update(ref s_running, (running, one) => running.Remove(one), scheduler);

    private static IEnumerable<(long, string, string)> Ways(AiNumaCounters of) => s_ways.Select(way => (way.Count(of), "way", way.Way));

    private static IEnumerable<(long, string, string)> Homes(AiNumaCounters of) => [(of.AtHome, "task", "home"), (of.Away, "task", "away")];

    private static IEnumerable<(long, string, string)> Waits(AiNumaCounters of) =>
        Waits(of.LatencyWait, "latency").Concat(Waits(of.BulkWait, "bulk"));

    private static IEnumerable<(long, string, string)> Waits(WakeupLatency waits, string kind) =>
        waits.Counts.Select((count, bucket) => (count, "wait", bucket == waits.Counts.Count - 1 ? $"{kind}_longer" : $"{kind}_below_{1L << bucket}_us"));

    private static IEnumerable<Measurement<long>> Nodes(Func<AiNumaCounters, IEnumerable<(long Count, string Tag, string Value)>> of) =>
        from scheduler in s_running
        from node in scheduler.ReadCounters().Nodes
        from part in of(node)
        select new Measurement<long>(part.Count, Tag("node", node.Id), new(part.Tag, part.Value));

    private static IEnumerable<Measurement<long>> Cpus(Func<AiNumaCounters, IEnumerable<(long Count, string Tag, string Value)>> of) =>
        from scheduler in s_running
        from cpu in scheduler.ReadCounters().Cpus
        from part in of(cpu)
        select new Measurement<long>(part.Count, Tag("cpu", cpu.Cpu), Tag("node", cpu.Node), new(part.Tag, part.Value));

    private static IEnumerable<Measurement<long>> Steals() =>
        from scheduler in s_running
        from steals in scheduler.ReadCounters().Steals
        select new Measurement<long>(steals.Tasks, Tag("from", steals.From), Tag("to", steals.To));

    private static IEnumerable<Measurement<double>> Queues(Func<AiNumaNodeStatistics, double> of) =>
        from scheduler in s_running
        from node in scheduler.ReadStatistics().Nodes
        select new Measurement<double>(of(node), Tag("node", node.Id));

    private static IEnumerable<Measurement<T>> Cgroups<T>(Func<AiNumaCgroupStatistics, T> of)
        where T : struct =>
        from scheduler in s_running
        from cgroup in scheduler.ReadCgroups()
        select new Measurement<T>(of(cgroup), new KeyValuePair<string, object?>("cgroup", cgroup.Path));

    private static IEnumerable<Measurement<long>> KernelEvents() =>
        s_running.IsEmpty || SchedExtEvents.Read(KernelRoot.Host) is not { } events ? []
            : events.Select(pair => new Measurement<long>(pair.Value, new KeyValuePair<string, object?>("event", pair.Key)));

    private static KeyValuePair<string, object?> Tag(string name, int id) => new(name, id);
}
