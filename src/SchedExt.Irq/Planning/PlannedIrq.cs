namespace SchedExt.Irq;

/// <summary>What a plan says of one interrupt.</summary>
/// <remarks>Equality: by content; two interrupts with the same number, masks and reason are equal whatever their device. Order: none.
/// <c>default</c> means nothing and is in no plan. Thread safety: immutable.</remarks>
public readonly struct PlannedIrq : IEquatable<PlannedIrq>
{
    private readonly IrqDescriptor descriptor;

    internal PlannedIrq(IrqDescriptor descriptor, CpuSet to, IrqReason reason, IrqCause cause, bool needsWrite)
    {
        this.descriptor = descriptor;
        To = to;
        Reason = reason;
        Cause = cause;
        NeedsWrite = needsWrite;
    }

    /// <summary>The number in <c>proc/irq</c>.</summary>
    public int Irq => descriptor.Irq;

    /// <summary>What tells it from others that may get the number later.</summary>
    public IrqIdentity Identity => descriptor.Identity;

    /// <summary>The device it belongs to; null when unknown.</summary>
    public IrqDevice? Device => descriptor.Device;

    /// <summary>The names of its handlers.</summary>
    public IReadOnlyList<string> Actions => descriptor.Actions;

    /// <summary>The affinity when the plan was made.</summary>
    public CpuSet From => descriptor.Current;

    /// <summary>The affinity before SchedExt first changed it.</summary>
    public CpuSet Home => descriptor.Home;

    /// <summary>The affinity that it should have; what it has, when it is unmovable.</summary>
    public CpuSet To { get; }

    /// <summary>What happens to it.</summary>
    public IrqReason Reason { get; }

    /// <summary>Why.</summary>
    public IrqCause Cause { get; }

    /// <summary>Whether <see cref="To"/> must be written, because <see cref="From"/> does not satisfy it.</summary>
    public bool NeedsWrite { get; }

    /// <summary>Compares two plans for an interrupt.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are the same.</returns>
    public static bool operator ==(PlannedIrq left, PlannedIrq right) => left.Equals(right);

    /// <summary>Compares two plans for an interrupt.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(PlannedIrq left, PlannedIrq right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(PlannedIrq other)
        => Irq == other.Irq && From == other.From && To == other.To && Reason == other.Reason && Cause == other.Cause && NeedsWrite == other.NeedsWrite;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PlannedIrq other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Irq, To, Reason);

    /// <summary>The decision in one line.</summary>
    /// <returns>Such as <c>27 (nvme0q1): 0-7 -> 4-7, Stripped (HomePartlyProtected)</c>.</returns>
    public override string ToString()
        => $"{Identity}: {From} -> {To}, {Reason}{(Cause == IrqCause.None ? "" : $" ({Cause})")}{(NeedsWrite ? "" : ", no write")}";
}
