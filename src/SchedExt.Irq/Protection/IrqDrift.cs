namespace SchedExt.Irq;

/// <summary>An affinity that is not what was written, as found by a refresh.</summary>
/// <remarks>Equality: by content. Thread safety: immutable.</remarks>
/// <param name="Identity">The interrupt; null for the default affinity, or a steering mask.</param>
/// <param name="Kind">How it came about.</param>
/// <param name="Written">What was written.</param>
/// <param name="Found">What is there.</param>
/// <param name="NeedsRepair">Whether protected CPUs are open to the interrupt again; repaired at once, or after a wait when it keeps happening.</param>
/// <param name="Culprit">Who probably did it: <c>irqbalance (pid 812)</c>; null when there is no guess.</param>
public sealed record IrqDrift(IrqIdentity? Identity, IrqDriftKind Kind, CpuSet Written, CpuSet Found, bool NeedsRepair, string? Culprit)
{
    /// <summary>The file of a steering mask, below the root.</summary>
    /// <value>Null for an affinity. Default: null.</value>
    public string? Path { get; init; }

    /// <summary>The drift in one line.</summary>
    /// <returns>Such as <c>interrupt 27 (eth0): ForeignWrite, 4-7 became 0-7, probably by irqbalance (pid 812)</c>.</returns>
    public override string ToString()
        => $"{(Identity is { } irq ? $"interrupt {irq}" : Path ?? "default affinity")}: {Kind}, {Written} became {Found}{(Culprit is null ? "" : $", probably by {Culprit}")}";
}
