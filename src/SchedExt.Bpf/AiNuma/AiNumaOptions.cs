namespace SchedExt.Bpf;

/// <summary>
/// Options of <see cref="AiNumaScheduler"/>. All of these but <see cref="MaximumCgroups"/> and <see cref="CpuLimits"/> can change while it runs
/// (<see cref="AiNumaScheduler.Update"/>); those of every scheduler, which they come with, are for its start. Immutable: <c>options with { LatencyShare = 40 }</c> makes others.
/// </summary>
/// <remarks>Thread-safe. Equality: by content.</remarks>
public sealed record AiNumaOptions : SchedulerOptions
{
    private static readonly TimeSpan s_shortestSlice = TimeSpan.FromMicroseconds(100), s_longestSlice = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1), s_second = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _minimumSlice = TimeSpan.FromMilliseconds(1), _maximumSlice = TimeSpan.FromMilliseconds(5);
    private readonly TimeSpan _latencyBurst = TimeSpan.FromMilliseconds(4), _latencyBudget = TimeSpan.FromMilliseconds(50);
    private readonly TimeSpan _latencyCredit = TimeSpan.FromMilliseconds(100), _pullInterval = TimeSpan.FromMilliseconds(4);
    private readonly int _latencyShare = 50, _bulkShare = 20, _pullThreshold = 1, _stealThreshold, _maximumCgroups = 4096;

    /// <summary>Options with their defaults; the watchdog's is 10 s here.</summary>
    public AiNumaOptions() => WatchdogTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A turn where queues are short.</summary>
    /// <value>100 µs to 20 ms. Default: 5 ms.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan MaximumSlice { get => _maximumSlice; init => _maximumSlice = Within(value, s_shortestSlice, s_longestSlice); }

    /// <summary>A turn where queues are long; above <see cref="MaximumSlice"/>, that one holds.</summary>
    /// <value>100 µs to 20 ms. Default: 1 ms.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan MinimumSlice { get => _minimumSlice; init => _minimumSlice = Within(value, s_shortestSlice, s_longestSlice); }

    /// <summary>Tasks whose bursts, the CPU time from wake-up to sleep, are shorter than this on average are latency tasks.</summary>
    /// <value>0 (there are none) to 100 ms. Default: 4 ms.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan LatencyBurst { get => _latencyBurst; init => _latencyBurst = Within(value, TimeSpan.Zero, TimeSpan.FromMilliseconds(100)); }

    /// <summary>The most CPU time that a latency task may use ahead of bulk tasks before it has to sleep more.</summary>
    /// <value>1 ms to 1 s. Default: 50 ms.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan LatencyBudget { get => _latencyBudget; init => _latencyBudget = Within(value, s_millisecond, s_second); }

    /// <summary>How fast that budget refills.</summary>
    /// <value>Percent of a CPU, 1 to 100. Default: 50.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int LatencyShare { get => _latencyShare; init => _latencyShare = Within(value, 1, 100); }

    /// <summary>The most CPU time that all latency tasks of a last-level cache together may use ahead of bulk tasks; <see cref="BulkShare"/> refills it.</summary>
    /// <value>1 ms to 10 s. Default: 100 ms.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan LatencyCredit { get => _latencyCredit; init => _latencyCredit = Within(value, s_millisecond, s_second * 10); }

    /// <summary>What bulk tasks get beside any number of latency tasks.</summary>
    /// <value>Percent of the CPUs of a last-level cache, 1 to 99. Default: 20.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int BulkShare { get => _bulkShare; init => _bulkShare = Within(value, 1, 99); }

    /// <summary>How often a CPU that has work looks at another last-level cache's queue.</summary>
    /// <value>1 ms to 1 s. Default: 4 ms.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan PullInterval { get => _pullInterval; init => _pullInterval = Within(value, s_millisecond, s_second); }

    /// <summary>A CPU that has work takes a task from another last-level cache if more weight competes there for each CPU: by more than this many times what would come over.</summary>
    /// <value>Tasks for each CPU, 0 to 1000. Default: 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int PullThreshold { get => _pullThreshold; init => _pullThreshold = Within(value, 0, 1000); }

    /// <summary>A CPU without work takes a task from another node only if more than this many wait there.</summary>
    /// <value>Tasks, 0 (never be idle while a task waits) to 1000. Default: 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int StealThreshold { get => _stealThreshold; init => _stealThreshold = Within(value, 0, 1000); }

    /// <summary>Room for cgroups of the CPU controller. One that finds none counts as part of its parent.</summary>
    /// <value>1 (all count as the root) to 65,536; each takes 384 bytes of the kernel's memory. Default: 4,096.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaximumCgroups { get => _maximumCgroups; init => _maximumCgroups = Within(value, 1, 65_536); }

    /// <summary>What to do where cgroups have CPU limits that the kernel, older than 6.17, does not tell schedulers of.</summary>
    /// <value>Default: <see cref="CpuLimitPolicy.Refuse"/>.</value>
    public CpuLimitPolicy CpuLimits { get; init; }

    /// <summary>Do homes that <see cref="AiNumaScheduler.SetHome(int, int?)"/> names count? Without, each task is at home on the only node that its memory may come from, else where it settled.</summary>
    /// <value>Default: <see langword="true"/>. Switched off, a task keeps the home that it has; switched on, hints given meanwhile count too.</value>
    public bool HomeHints { get; init; } = true;

    /// <summary>The program's variables and what they are to be: eight bytes for times, four for all else.</summary>
    internal IEnumerable<(string Variable, ulong Value, bool IsTime)> Policy() =>
    [
        ("slice_max_ns", Nanoseconds(MaximumSlice), true),
        ("slice_min_ns", Math.Min(Nanoseconds(MinimumSlice), Nanoseconds(MaximumSlice)), true),
        ("latency_burst_ns", Nanoseconds(LatencyBurst), true),
        ("latency_budget_ns", Nanoseconds(LatencyBudget), true),
        ("latency_credit_ns", Nanoseconds(LatencyCredit), true),
        ("pull_interval_ns", Nanoseconds(PullInterval), true),
        ("latency_share", (ulong)LatencyShare, false),
        ("bulk_share", (ulong)BulkShare, false),
        ("pull_threshold", (ulong)PullThreshold, false),
        ("steal_threshold", (ulong)StealThreshold, false),
        ("home_hinting", HomeHints ? 1UL : 0, false),
    ];

    /// <inheritdoc/>
    internal override IEnumerable<string> StartOnlyDifferences(SchedulerOptions other)
    {
        foreach (string differing in base.StartOnlyDifferences(other)) yield return differing;
        if (other is not AiNumaOptions options) yield break;
        if (MaximumCgroups != options.MaximumCgroups) yield return nameof(MaximumCgroups);
        if (CpuLimits != options.CpuLimits) yield return nameof(CpuLimits);
    }

    private static ulong Nanoseconds(TimeSpan time) => (ulong)time.Ticks * TimeSpan.NanosecondsPerTick;

    private static TimeSpan Within(TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"The value must be from {least.TotalMilliseconds} to {most.TotalMilliseconds} ms.");

    private static int Within(int value, int least, int most) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"The value must be from {least} to {most}.");
}
