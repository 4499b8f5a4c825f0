namespace SchedExt.Irq;

/// <summary>What the caller of a failed operation can do.</summary>
public enum IrqErrorKind
{
    /// <summary>The kernel refused in a way that no rule here covers; the error code tells more.</summary>
    Kernel = 0,

    /// <summary>This process may not write affinities (EACCES, EPERM on files with write permission), or its state directory: run as root.</summary>
    Privileges,

    /// <summary>The files are mounted read-only (EROFS): as containers and hardened services have them.</summary>
    ReadOnly,

    /// <summary>Another protector owns the state directory.</summary>
    Busy,

    /// <summary>The journal cannot be written, so nothing was changed: without it a crash could not be undone.</summary>
    JournalUnwritable,

    /// <summary>The journal that is there cannot be read, so what it would restore is unknown.</summary>
    JournalUnreadable,
}
