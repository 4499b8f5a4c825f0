namespace SchedExt.ReferenceHost;

/// <summary>What the process ends with; scripts and service managers act on it.</summary>
internal enum ExitStatus
{
    /// <summary>Done: the scheduler ran and was detached as asked, or the question was answered.</summary>
    Done = 0,

    /// <summary>None of the others: a bad object file, an output that cannot be written.</summary>
    Failed = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>This kernel or machine cannot run a scheduler.</summary>
    Machine = 3,

    /// <summary>Privileges are missing.</summary>
    Privileges = 4,

    /// <summary>Another scheduler is running.</summary>
    Busy = 5,

    /// <summary>The kernel ended the scheduler.</summary>
    Ejected = 6,
}
