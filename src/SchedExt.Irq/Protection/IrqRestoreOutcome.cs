namespace SchedExt.Irq;

/// <summary>What became of an affinity that was to be restored.</summary>
public enum IrqRestoreOutcome
{
    /// <summary>It is what it was before.</summary>
    Restored = 0,

    /// <summary>It was that already.</summary>
    AlreadyHome,

    /// <summary>Left alone: somebody else wrote it since.</summary>
    ForeignWrite,

    /// <summary>Left alone: the number belongs to another interrupt now.</summary>
    OtherInterrupt,

    /// <summary>The interrupt is gone.</summary>
    Vanished,

    /// <summary>None of the CPUs of its home is online; the journal keeps it for later.</summary>
    HomeOffline,

    /// <summary>The kernel refused the write; the journal keeps it for later.</summary>
    Refused,
}
