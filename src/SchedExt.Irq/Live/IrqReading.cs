namespace SchedExt.Irq;

/// <summary>The answer to reading an affinity.</summary>
/// <remarks>Equality: by content. Order: none. <c>default</c>: read, and empty. Thread safety: immutable.</remarks>
/// <param name="Errno">Why it could not be read; <see cref="Errno.None"/> when it was. EINVAL stands for a text that is no mask.</param>
/// <param name="Cpus">The CPUs; empty when they could not be read.</param>
public readonly record struct IrqReading(Errno Errno, CpuSet Cpus)
{
    /// <summary>Whether the affinity was read.</summary>
    public bool Succeeded => Errno == Errno.None;
}
