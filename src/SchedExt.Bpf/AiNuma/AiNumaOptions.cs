namespace SchedExt.Bpf;

/// <summary>Options of <see cref="AiNumaScheduler"/>, set at its start. Beside these, those of every scheduler. Immutable.</summary>
public sealed class AiNumaOptions : SchedulerOptions
{
    private static readonly TimeSpan s_shortestSlice = TimeSpan.FromMicroseconds(100), s_longestSlice = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan _minimumSlice = TimeSpan.FromMilliseconds(1), _maximumSlice = TimeSpan.FromMilliseconds(5);
    private readonly TimeSpan _latencyBurst = TimeSpan.FromMilliseconds(4), _latencyBudget = TimeSpan.FromMilliseconds(50);
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
    public TimeSpan LatencyBudget { get => _latencyBudget; init => _latencyBudget = Within(value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1)); }

    /// <summary>How fast that budget refills.</summary>
    /// <value>Percent of a CPU, 1 to 100. Default: 50.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int LatencyShare { get => _latencyShare; init => _latencyShare = Within(value, 1, 100); }

    /// <summary>What bulk tasks get beside any number of latency tasks.</summary>
    /// <value>Percent of the CPUs of a last-level cache, 1 to 99. Default: 20.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int BulkShare { get => _bulkShare; init => _bulkShare = Within(value, 1, 99); }

    /// <summary>A CPU that has work takes a task from another last-level cache if more than this many more wait there for each CPU.</summary>
    /// <value>0 to 1000. Default: 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int PullThreshold { get => _pullThreshold; init => _pullThreshold = Within(value, 0, 1000); }

    /// <summary>A CPU without work takes a task from another node only if more than this many wait there.</summary>
    /// <value>0 (never be idle while a task waits) to 1000. Default: 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int StealThreshold { get => _stealThreshold; init => _stealThreshold = Within(value, 0, 1000); }

    /// <summary>Room for cgroups of the CPU controller. One that finds none counts as part of its parent.</summary>
    /// <value>1 (all count as the root) to 65,536; each takes 384 bytes of the kernel's memory. Default: 4,096.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaximumCgroups { get => _maximumCgroups; init => _maximumCgroups = Within(value, 1, 65_536); }

    /// <summary>What to do where cgroups have CPU limits that the kernel, older than 6.17, does not tell schedulers of.</summary>
    /// <value>Default: <see cref="CpuLimitPolicy.Refuse"/>.</value>
    public CpuLimitPolicy CpuLimits { get; init; }

    internal void ApplyPolicy(OpenBpfObject target)
    {
        target.SetReadOnly("slice_max_ns", Nanoseconds(MaximumSlice));
        target.SetReadOnly("slice_min_ns", Math.Min(Nanoseconds(MinimumSlice), Nanoseconds(MaximumSlice)));
        target.SetReadOnly("latency_burst_ns", Nanoseconds(LatencyBurst));
        target.SetReadOnly("latency_budget_ns", Nanoseconds(LatencyBudget));
        target.SetReadOnly("latency_share", (uint)LatencyShare);
        target.SetReadOnly("bulk_share", (uint)BulkShare);
        target.SetReadOnly("pull_threshold", (uint)PullThreshold);
        target.SetReadOnly("steal_threshold", (uint)StealThreshold);
    }

    private static ulong Nanoseconds(TimeSpan time) => (ulong)time.Ticks * TimeSpan.NanosecondsPerTick;

    private static TimeSpan Within(TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"The value must be from {least.TotalMilliseconds} to {most.TotalMilliseconds} ms.");

    private static int Within(int value, int least, int most) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"The value must be from {least} to {most}.");
}
