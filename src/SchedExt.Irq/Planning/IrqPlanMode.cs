namespace SchedExt.Irq;

/// <summary>Whether a plan found unprotected CPUs.</summary>
public enum IrqPlanMode
{
    /// <summary>Nothing is protected, or some online CPU is not.</summary>
    Normal = 0,

    /// <summary>Every online CPU is protected: interrupts are pinned one CPU each, or get all.</summary>
    Pinned,
}
