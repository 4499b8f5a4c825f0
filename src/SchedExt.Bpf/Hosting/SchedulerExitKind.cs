namespace SchedExt.Bpf;

/// <summary>Why a scheduler ended: <c>enum scx_exit_kind</c> of the kernel, by its numbers.</summary>
public enum SchedulerExitKind
{
    /// <summary>It has not ended (SCX_EXIT_NONE).</summary>
    None = 0,

    /// <summary>It ended, and the object keeps no record of why. The kernel has no such kind.</summary>
    Unrecorded = -1,

    /// <summary>Detached from user space: a normal stop (SCX_EXIT_UNREG).</summary>
    Unregistered = 64,

    /// <summary>The scheduler's own program asked for it (SCX_EXIT_UNREG_BPF).</summary>
    UnregisteredByBpf = 65,

    /// <summary>The kernel asked for it, at CPU hotplug for one (SCX_EXIT_UNREG_KERN).</summary>
    UnregisteredByKernel = 66,

    /// <summary>An operator asked for it by SysRq-S (SCX_EXIT_SYSRQ). Never restarted.</summary>
    SysRq = 67,

    /// <summary>The parent scheduler ended (SCX_EXIT_PARENT, since 7.1).</summary>
    Parent = 68,

    /// <summary>The kernel found a misuse of its interface (SCX_EXIT_ERROR).</summary>
    Error = 1024,

    /// <summary>The scheduler's own program reported an error (SCX_EXIT_ERROR_BPF).</summary>
    ErrorBpf = 1025,

    /// <summary>A runnable task did not run within the watchdog's timeout (SCX_EXIT_ERROR_STALL).</summary>
    ErrorStall = 1026,
}
