namespace SchedExt.Bpf;

/// <summary>How a <see cref="BpfSchedulerHost"/> watches its scheduler and starts it again.</summary>
public sealed class BpfSchedulerHostOptions
{
    private readonly int _restartBudget = 5;
    private readonly TimeSpan _restartWindow = TimeSpan.FromMinutes(1);
    private readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(50);
    private readonly TimeSpan _watchInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>How many restarts are done within <see cref="RestartWindow"/>; the next one ends the host, with <see cref="SchedulerExit.RestartBudgetSpent"/>.</summary>
    /// <value>0 or more. Default: 5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int RestartBudget
    {
        get => _restartBudget;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _restartBudget = value;
        }
    }

    /// <summary>The time that <see cref="RestartBudget"/> is counted over.</summary>
    /// <value>More than zero. Default: 1 minute.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan RestartWindow { get => _restartWindow; init => _restartWindow = Positive(value, nameof(value)); }

    /// <summary>The wait before the first restart within the window; each further one doubles it.</summary>
    /// <value>More than zero. Default: 50 ms, so that the fifth waits 0.8 s.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan FirstRestartDelay { get => _firstDelay; init => _firstDelay = Positive(value, nameof(value)); }

    /// <summary>How often the exit record is looked at: shared memory, no system call.</summary>
    /// <value>More than zero. Default: 50 ms. Ejections and CPU hotplug are seen this much later at most, hotplug ten times this.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan WatchInterval { get => _watchInterval; init => _watchInterval = Positive(value, nameof(value)); }

    /// <summary>The clock for waits and for the window.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    private static TimeSpan Positive(TimeSpan value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
        return value;
    }
}
