namespace SchedExt.Irq;

/// <summary>Whether an interrupt could have been kept off the CPU.</summary>
public enum IrqAuditMark
{
    /// <summary>It could: its affinity can be changed.</summary>
    Movable = 0,

    /// <summary>It is the one interrupt that the kernel still delivers on the old CPU, in which it moves.</summary>
    Trailing,

    /// <summary>It could not by an affinity.</summary>
    Unmovable,
}
