namespace SchedExt.Irq;

/// <summary>Whether a daemon leaves the protected CPUs alone.</summary>
internal enum BanState
{
    /// <summary>No daemon runs.</summary>
    NoDaemon = 0,

    /// <summary>It was told, and takes it over at its next scan.</summary>
    Told,

    /// <summary>It says so itself.</summary>
    Confirmed,

    /// <summary>It was told, had the time of two scans, and says otherwise.</summary>
    Ignored,

    /// <summary>It cannot be told.</summary>
    Unreachable,
}
