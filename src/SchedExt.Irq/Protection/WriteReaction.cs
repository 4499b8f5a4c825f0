namespace SchedExt.Irq;

/// <summary>What a refused write means, error by error. Pure.</summary>
/// <remarks>Kernel: <c>write_irq_affinity()</c> in kernel/irq/proc.c, <c>irq_set_affinity_locked()</c> in kernel/irq/manage.c.</remarks>
internal static class WriteReaction
{
    /// <summary>The outcome of a write to one interrupt; null when no write of this process can succeed, so that going on makes no sense.</summary>
    public static IrqOutcome? For(IrqWriting writing) => writing.Errno switch
    {
        Errno.None => IrqOutcome.Moved,
        // Managed, per-CPU or without a setter; EIO before 6.12, ENODEV by an IOMMU's own interrupt.
        Errno.EPERM or Errno.EIO or Errno.ENODEV => IrqOutcome.Unmovable,
        // On a file that nobody may write, the interrupt's doing; on another one, ours.
        Errno.EACCES => writing.IsWritable ? null : IrqOutcome.Unmovable,
        Errno.EROFS => null,
        Errno.ENOENT => IrqOutcome.Vanished,
        Errno.ENOSPC => IrqOutcome.NoVector,
        // EINVAL: no CPU of the mask is online any more. EBUSY, EAGAIN, ENOMEM, EINTR pass. Others are not expected, and may pass too.
        _ => IrqOutcome.Deferred,
    };

    /// <summary>The exception for a write that no retry can mend.</summary>
    public static IrqException ToException(Errno errno, string target)
        => new(errno == Errno.EROFS ? IrqErrorKind.ReadOnly : IrqErrorKind.Privileges, "write", target, errno);
}
