namespace SchedExt.Irq;

/// <summary>Which unprotected CPUs an interrupt gets when its whole home affinity is protected.</summary>
public enum IrqPlacement
{
    /// <summary>All of them.</summary>
    Home = 0,

    /// <summary>Those near its home: with the same last-level cache, else on the same node, else on the nearest node that has any.</summary>
    Near,
}
