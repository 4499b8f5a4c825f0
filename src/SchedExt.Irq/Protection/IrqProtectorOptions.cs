namespace SchedExt.Irq;

/// <summary>How a protector works.</summary>
/// <remarks>Equality: by content. Thread safety: immutable.</remarks>
public sealed record IrqProtectorOptions
{
    /// <summary>Where the journal and its lock are kept. Made with mode 0700 where it is missing. One protector at a time can have it.</summary>
    /// <value>A path; in a container one that is mounted from the host, or a crash of the container could not be undone. Default: <c>/run/schedext</c>.</value>
    /// <exception cref="ArgumentException">The value is null or empty.</exception>
    public string StateDirectory
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    } = "/run/schedext";

    /// <summary>The interrupts to work on.</summary>
    /// <value>Null is this machine. Default: null.</value>
    public IIrqFs? IrqFs { get; init; }

    /// <summary>How masks are planned.</summary>
    /// <value>Default: <see cref="IrqPlanOptions.Default"/>.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IrqPlanOptions Planning
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = IrqPlanOptions.Default;

    /// <summary>How often somebody else's changes are looked for, and repaired.</summary>
    /// <value>From 10 ms to 1 day, or <see cref="Timeout.InfiniteTimeSpan"/> for never. Default: 2 s.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public TimeSpan RefreshInterval
    {
        get;
        init => field = value == Timeout.InfiniteTimeSpan || (value >= TimeSpan.FromMilliseconds(10) && value <= TimeSpan.FromDays(1))
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "From 10 ms to 1 day, or infinite.");
    } = TimeSpan.FromSeconds(2);

    /// <summary>How many interrupts a refresh looks at, in rotation; a change then stays unseen for at most
    /// <see cref="IrqProtector.LongestUnseenDrift"/>.</summary>
    /// <value>From 1; null looks at all. Default: null.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? RefreshBatch
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "From 1, or null for all.");
    }

    /// <summary>The longest wait before a mask is repaired again that somebody keeps changing. Waits start at <see cref="RefreshInterval"/> and double.</summary>
    /// <value>From 0. Default: 1 minute.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan LongestBackOff
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "From 0.");
    } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a running irqbalance is told, by its socket, to leave the protected CPUs alone; told again when it was started anew, and what it left alone before
    /// is put back in the end.</summary>
    /// <value>Default: true.</value>
    public bool BansInIrqBalance { get; init; } = true;

    /// <summary>What else is kept off the protected CPUs: packets that queues received, packets to be sent, work of unbound workqueues. Under the same journal,
    /// repaired and restored as affinities are; what the kernel refuses here is reported and no error.</summary>
    /// <value>Default: <see cref="SteeringKinds.None"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value has other bits than <see cref="SteeringKinds.All"/>.</exception>
    public SteeringKinds Steering
    {
        get;
        init => field = (value & ~SteeringKinds.All) == 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Kinds that are known.");
    }

    /// <summary>The clock.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TimeProvider Clock
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = TimeProvider.System;
}
