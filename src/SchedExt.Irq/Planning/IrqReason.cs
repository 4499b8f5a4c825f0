namespace SchedExt.Irq;

/// <summary>What a plan does with an interrupt.</summary>
public enum IrqReason
{
    /// <summary>It stays at home: no CPU of its home is protected.</summary>
    Unchanged = 0,

    /// <summary>Its home without the protected CPUs.</summary>
    Stripped,

    /// <summary>To unprotected CPUs outside its home, which is protected altogether.</summary>
    Spilled,

    /// <summary>To one CPU, because every CPU is protected.</summary>
    Pinned,

    /// <summary>The mask that every interrupt gets (<see cref="IrqFallback.All"/>).</summary>
    Uniform,

    /// <summary>A rule decides.</summary>
    Ruled,

    /// <summary>Back to its home.</summary>
    Restored,

    /// <summary>No CPU of its home is online, so that the home cannot be written; it goes back when one returns.</summary>
    HomeOffline,

    /// <summary>It cannot be moved; see the cause.</summary>
    Unmovable,
}
