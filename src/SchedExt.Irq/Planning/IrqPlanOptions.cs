namespace SchedExt.Irq;

/// <summary>How a plan is made.</summary>
/// <remarks>Equality: by content, rules by reference. Thread safety: immutable.</remarks>
public sealed record IrqPlanOptions
{
    /// <summary>Each choice at its default.</summary>
    public static IrqPlanOptions Default { get; } = new();

    /// <summary>Where interrupts go whose home is protected.</summary>
    /// <value>Default: <see cref="IrqFallback.Spread"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public IrqFallback Fallback
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Spread or All.");
    }

    /// <summary>Which unprotected CPUs take an interrupt whose whole home is protected.</summary>
    /// <value>Default: <see cref="IrqPlacement.Home"/>, all of them.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public IrqPlacement Placement
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Home or Near.");
    }

    /// <summary>Whether interrupts avoid CPUs that share a physical core with a protected one, where other CPUs can take them: farther ones too. One
    /// that keeps a part of its home stays there, on siblings if nothing else of it is left.</summary>
    /// <value>Default: false.</value>
    public bool AvoidSmtSiblings { get; init; }

    /// <summary>How many interrupts a CPU has vectors for, above which <see cref="IrqPlan.VectorShortages"/> warns.</summary>
    /// <value>From 1. Default: 199, as on x86.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int VectorsPerCpu
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 199;

    /// <summary>Rules for devices; the first that matches an interrupt decides. In force while any CPU is protected.</summary>
    /// <value>Default: none.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IReadOnlyList<IrqRule> Rules
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = [];
}
