namespace SchedExt.Bpf;

/// <summary>How a <see cref="BpfSchedulerHost"/> watches its scheduler and starts it again.</summary>
/// <remarks>Immutable, and so thread-safe. Equality: by reference.</remarks>
public sealed class BpfSchedulerHostOptions
{
    private const int MostRestarts = 1000;
    private static readonly TimeSpan s_longestWindow = TimeSpan.FromDays(30), s_longestDelay = TimeSpan.FromHours(1), s_longestInterval = TimeSpan.FromMinutes(1);

    private readonly int _restartBudget = 5;
    private readonly TimeSpan _restartWindow = TimeSpan.FromMinutes(1);
    private readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(50);
    private readonly TimeSpan _watchInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>How many restarts are done within <see cref="RestartWindow"/>; the next one ends the host, with <see cref="SchedulerExit.RestartBudgetSpent"/>.</summary>
    /// <value>0 to 1,000. Default: 5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int RestartBudget
    {
        get => _restartBudget;
        init
        {
            if (value is < 0 or > MostRestarts) throw new ArgumentOutOfRangeException(nameof(value), value, $"The restart budget must be from 0 to {MostRestarts}.");
            _restartBudget = value;
        }
    }

    /// <summary>The time that <see cref="RestartBudget"/> is counted over.</summary>
    /// <value>More than zero, 30 days at most. Default: 1 minute.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan RestartWindow { get => _restartWindow; init => _restartWindow = Within(value, s_longestWindow); }

    /// <summary>The wait before the first restart within the window; each further one doubles it.</summary>
    /// <value>More than zero, 1 hour at most. Default: 50 ms, so that the fifth waits 0.8 s. No wait is longer than a day.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan FirstRestartDelay { get => _firstDelay; init => _firstDelay = Within(value, s_longestDelay); }

    /// <summary>How often the exit record is looked at: shared memory, no system call.</summary>
    /// <value>More than zero, 1 minute at most. Default: 50 ms. Ejections and CPU hotplug are seen this much later at most, hotplug ten times this.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan WatchInterval { get => _watchInterval; init => _watchInterval = Within(value, s_longestInterval); }

    /// <summary>The clock for waits and for the window.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    // Beyond these a value is a mistake in units, and timers have an end, too.
    private static TimeSpan Within(TimeSpan value, TimeSpan most) =>
        value > TimeSpan.Zero && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"The value must be more than zero and at most {most:c} (days.hours:minutes:seconds).");
}
