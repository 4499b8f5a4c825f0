namespace SchedExt.Irq;

/// <summary>The answer to writing an affinity.</summary>
/// <remarks>Equality: by content. Order: none. <c>default</c>: refused without an error code, which no implementation answers. Thread safety: immutable.</remarks>
/// <param name="Errno">Why it was refused; <see cref="Errno.None"/> when it was not.</param>
/// <param name="IsWritable">Whether the file has write permission for anybody. Where it has not, the kernel owns the affinity; where it has and the answer is
/// EACCES, this process lacks the privilege.</param>
public readonly record struct IrqWriting(Errno Errno, bool IsWritable)
{
    /// <summary>Whether the kernel took the affinity. It may still take effect only at the next interrupt.</summary>
    public bool Succeeded => Errno == Errno.None;
}
