namespace SchedExt.Irq;

/// <summary>What became of one affinity that was to be restored.</summary>
/// <remarks>Equality: by content. Order: none. <c>default</c> means nothing. Thread safety: immutable.</remarks>
/// <param name="Identity">The interrupt; null for the default affinity, or a steering mask.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Home">The affinity, or mask, before it was first changed.</param>
/// <param name="Found">The affinity that was there; empty when it could not be read.</param>
/// <param name="Errno">What the kernel answered; <see cref="Errno.None"/> when it did not refuse.</param>
public readonly record struct IrqRestoreResult(IrqIdentity? Identity, IrqRestoreOutcome Outcome, CpuSet Home, CpuSet Found, Errno Errno)
{
    /// <summary>The file of a steering mask, below the root.</summary>
    /// <value>Null for an affinity. Default: null.</value>
    public string? Path { get; init; }

    /// <summary>The mask last written here, or about to be when the writer ended: what should have been there still.</summary>
    /// <value>Null when none was. Default: null.</value>
    public CpuSet? Written { get; init; }

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsSettled => Outcome is not (IrqRestoreOutcome.HomeOffline or IrqRestoreOutcome.Refused);

    /// <summary>The result in one line.</summary>
    /// <returns>Such as <c>interrupt 27 (eth0): ForeignWrite, home 0-7, written 4-7, found 2</c>.</returns>
    public override string ToString()
        => $"{(Identity is { } irq ? $"interrupt {irq}" : Path ?? "default affinity")}: {Outcome}{(Errno == Errno.None ? "" : $" ({Errno})")}, home {Home}{(Written is { } written ? $", written {written}" : "")}, found {Found}";
}
