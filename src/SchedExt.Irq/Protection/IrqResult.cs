namespace SchedExt.Irq;

/// <summary>What became of one interrupt.</summary>
/// <remarks>Equality: by content. Order: none. <c>default</c> means nothing. Thread safety: immutable.</remarks>
/// <param name="Identity">The interrupt.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Cause">Why it is where it is.</param>
/// <param name="Errno">What the kernel answered to the last write; <see cref="Errno.None"/> when it took it or nothing was written.</param>
/// <param name="Asked">The affinity that it should have.</param>
/// <param name="Effective">The CPUs that took it when last looked; null when the kernel does not tell.</param>
public readonly record struct IrqResult(IrqIdentity Identity, IrqOutcome Outcome, IrqCause Cause, Errno Errno, CpuSet Asked, CpuSet? Effective)
{
    /// <summary>The result in one line.</summary>
    /// <returns>Such as <c>27 (eth0): Pending, asked 4-7, effective 2</c>.</returns>
    public override string ToString()
        => $"{Identity}: {Outcome}{(Errno == Errno.None ? "" : $" ({Errno})")}, asked {Asked}{(Effective is { } cpus ? $", effective {cpus}" : "")}";
}
