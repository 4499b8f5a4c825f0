namespace SchedExt.Bpf;

/// <summary>What caused an exit that the kernel asked for: bits 32 to 47 of the code (<c>SCX_ECODE_RSN_*</c>).</summary>
public enum SchedulerExitReason
{
    /// <summary>None given.</summary>
    None = 0,

    /// <summary>A CPU came or went (SCX_ECODE_RSN_HOTPLUG).</summary>
    Hotplug = 1,

    /// <summary>The cgroup of a sub-scheduler went (SCX_ECODE_RSN_CGROUP_OFFLINE, since 7.1).</summary>
    CgroupOffline = 2,
}
