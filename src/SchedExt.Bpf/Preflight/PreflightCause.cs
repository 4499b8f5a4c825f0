namespace SchedExt.Bpf;

/// <summary>Where a failed check has to be mended.</summary>
public enum PreflightCause
{
    /// <summary>The kernel or the machine: another kernel, its configuration, a library.</summary>
    Machine,

    /// <summary>The privileges of this process.</summary>
    Privileges,

    /// <summary>Another scheduler is running.</summary>
    Busy,
}
