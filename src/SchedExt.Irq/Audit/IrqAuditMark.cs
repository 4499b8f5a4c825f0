namespace SchedExt.Irq;

/// <summary>Whether an interrupt could have been kept off the CPU.</summary>
public enum IrqAuditMark
{
    /// <summary>It could: its affinity can be changed.</summary>
    Movable = 0,

    /// <summary>It is the interrupt that the kernel still delivers on the old CPU, in which it moves; or the one before it, which completes the last move.</summary>
    Trailing,

    /// <summary>It could not by an affinity.</summary>
    Unmovable,
}
