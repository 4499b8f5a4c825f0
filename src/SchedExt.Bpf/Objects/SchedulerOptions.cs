namespace SchedExt.Bpf;

/// <summary>What can be set on any sched_ext scheduler at its start.</summary>
public class SchedulerOptions
{
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromSeconds(30); // SCX_WATCHDOG_MAX_TIMEOUT

    private readonly TimeSpan? _watchdogTimeout;
    private readonly int _exitDumpLength = 32768;

    /// <summary>How long a runnable task may wait before the kernel ejects the scheduler.</summary>
    /// <value>1 ms to 30 s, the kernel's own limit; in whole milliseconds. <see langword="null"/>, the default: as the object says, else 30 s.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? WatchdogTimeout
    {
        get => _watchdogTimeout;
        init
        {
            if (value is { } timeout && (timeout < TimeSpan.FromMilliseconds(1) || timeout > s_longestTimeout))
                throw new ArgumentOutOfRangeException(nameof(value), timeout, "The watchdog timeout must be from 1 ms to 30 s: the kernel takes no more.");
            _watchdogTimeout = value;
        }
    }

    /// <summary>Bytes of the debug dump that the kernel makes when it ejects the scheduler.</summary>
    /// <value>1,024 to 1,048,576. Default: 32,768, the kernel's own.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int ExitDumpLength
    {
        get => _exitDumpLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1024);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 20);
            _exitDumpLength = value;
        }
    }

    /// <summary>Flags of the ops table.</summary>
    /// <value><see langword="null"/>, the default: as the object says.</value>
    public SchedulerFlags? Flags { get; init; }

    /// <summary>Values for read-only variables of the object, by name.</summary>
    /// <value>Empty by default. Each must be an integer variable of the object, and fit.</value>
    public IReadOnlyDictionary<string, long> ReadOnlyData { get; init; } = new Dictionary<string, long>();

    internal void Apply(OpenBpfObject target)
    {
        if (WatchdogTimeout is { } timeout) target.Ops.TimeoutMilliseconds = (uint)timeout.TotalMilliseconds;
        if (Flags is { } flags) target.Ops.Flags = (ulong)flags;
        target.SizeExitDump(ExitDumpLength);
        foreach ((string variable, long value) in ReadOnlyData) target.SetReadOnlyInteger(variable, value);
    }
}
