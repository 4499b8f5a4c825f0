namespace SchedExt.Irq;

/// <summary>Where interrupts go whose home affinity is protected.</summary>
public enum IrqFallback
{
    /// <summary>Each interrupt by itself: what is left of its home, else the unprotected CPUs; when there are none, one CPU each in turns.</summary>
    Spread = 0,

    /// <summary>Every interrupt gets the same mask: the unprotected CPUs, or all online ones when there are none.</summary>
    All,
}
