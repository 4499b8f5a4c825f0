namespace SchedExt.Irq;

/// <summary>What became of an interrupt.</summary>
public enum IrqOutcome
{
    /// <summary>It needed no change.</summary>
    Unchanged = 0,

    /// <summary>It is where it was sent.</summary>
    Moved,

    /// <summary>The kernel took the mask and moves it at its next interrupt, which may still come to the old CPU.</summary>
    Pending,

    /// <summary>The kernel owns its affinity.</summary>
    Unmovable,

    /// <summary>The CPUs it was sent to have no vector left; it is tried again later.</summary>
    NoVector,

    /// <summary>It is gone.</summary>
    Vanished,

    /// <summary>This process may not write its affinity.</summary>
    Denied,

    /// <summary>The kernel refused for now; it is tried again later.</summary>
    Deferred,

    /// <summary>A rule, or somebody else's mask that does no harm, or an affinity whose CPUs are offline: left alone.</summary>
    LeftAlone,
}
