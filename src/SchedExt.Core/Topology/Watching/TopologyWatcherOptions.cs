namespace SchedExt;

/// <summary>How often a <see cref="TopologyWatcher"/> looks, and how long it lets changes settle.</summary>
/// <remarks>Thread safety: immutable once made. Equality: by content, the clock by its own equality (by reference, as clocks have it).</remarks>
public sealed record TopologyWatcherOptions
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1), LongestSettling = TimeSpan.FromMinutes(1);

    /// <summary>The time between two looks.</summary>
    /// <value>From 1 millisecond to 1 hour; 1 second by default. One look reads four small files.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan Interval
    {
        get;
        init => field = Checked(value, TimeSpan.FromMilliseconds(1), LongestInterval, nameof(Interval));
    }
    = TimeSpan.FromSeconds(1);

    /// <summary>How long nothing may have changed before a new snapshot is read, so that a row of CPUs going offline gives one snapshot.</summary>
    /// <value>From 0 (read at once) to 1 minute; 200 milliseconds by default. Changes that never settle are read after ten times this.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan SettleTime
    {
        get;
        init => field = Checked(value, TimeSpan.Zero, LongestSettling, nameof(SettleTime));
    }
    = TimeSpan.FromMilliseconds(200);

    /// <summary>What the snapshots hold beside CPUs and nodes.</summary>
    /// <value>Any parts; all by default. A change of any CPU or node gives a snapshot whatever the parts.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value has unknown flags.</exception>
    public NumaTopologyParts Parts
    {
        get;
        init => field = NumaTopology.Checked(value, nameof(Parts));
    }
    = NumaTopologyParts.All;

    /// <summary>The clock that is waited by.</summary>
    /// <value>Not null; the system's by default.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TimeProvider Clock
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }
    = TimeProvider.System;

    private static TimeSpan Checked(TimeSpan value, TimeSpan least, TimeSpan most, string name)
        => value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is from {least} to {most}.");
}
