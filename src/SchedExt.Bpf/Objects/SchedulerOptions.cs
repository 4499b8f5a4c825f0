using System.Collections.ObjectModel;

namespace SchedExt.Bpf;

/// <summary>What can be set on any sched_ext scheduler at its start.</summary>
/// <remarks>Immutable, and so thread-safe. Equality: by content.</remarks>
public record SchedulerOptions
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

    /// <summary>Schedule only tasks of the policy SCHED_EXT, and leave all others to the kernel's default scheduler.</summary>
    /// <value>Default: <see langword="false"/>, all normal tasks, unless the object's or <see cref="Flags"/>' own <see cref="SchedulerFlags.SwitchPartial"/> says so.</value>
    public bool PartialMode { get; init; }

    /// <summary>Values for read-only variables of the object, by name.</summary>
    /// <value>Empty by default. Each must be an integer variable of the object, and fit.</value>
    public IReadOnlyDictionary<string, long> ReadOnlyData { get; init; } = ReadOnlyDictionary<string, long>.Empty;

    internal void Apply(OpenBpfObject target)
    {
        if (WatchdogTimeout is { } timeout) target.Ops.TimeoutMilliseconds = (uint)timeout.TotalMilliseconds;
        if (Flags is { } flags) target.Ops.Flags = (ulong)flags;
        if (PartialMode) target.Ops.Flags |= (ulong)SchedulerFlags.SwitchPartial;
        target.SizeExitDump(ExitDumpLength);
        foreach ((string variable, long value) in ReadOnlyData) target.SetReadOnlyInteger(variable, value);
    }

    /// <summary>The names of those options, of the ones above, that are not the same in both. They cannot change while the scheduler runs.</summary>
    internal virtual IEnumerable<string> StartOnlyDifferences(SchedulerOptions other)
    {
        if (WatchdogTimeout != other.WatchdogTimeout) yield return nameof(WatchdogTimeout);
        if (ExitDumpLength != other.ExitDumpLength) yield return nameof(ExitDumpLength);
        if (Flags != other.Flags) yield return nameof(Flags);
        if (PartialMode != other.PartialMode) yield return nameof(PartialMode);
        if (!ReadOnlyData.OrderBy(pair => pair.Key, StringComparer.Ordinal).SequenceEqual(other.ReadOnlyData.OrderBy(pair => pair.Key, StringComparer.Ordinal)))
            yield return nameof(ReadOnlyData);
    }
}
