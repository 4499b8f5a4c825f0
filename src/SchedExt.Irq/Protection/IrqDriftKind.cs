namespace SchedExt.Irq;

/// <summary>How an affinity came to differ from what was written.</summary>
public enum IrqDriftKind
{
    /// <summary>The kernel cut it to online CPUs, or to the device's node. Needs no repair.</summary>
    Narrowed = 0,

    /// <summary>The kernel overwrote it, because its last CPU went offline.</summary>
    Hotplug,

    /// <summary>Another interrupt has the number, or the driver asked for it anew.</summary>
    NewInterrupt,

    /// <summary>The kernel dropped the move before the interrupt fired: no vector was left, or its CPUs went offline.</summary>
    MoveLost,

    /// <summary>Somebody else wrote it.</summary>
    ForeignWrite,
}
