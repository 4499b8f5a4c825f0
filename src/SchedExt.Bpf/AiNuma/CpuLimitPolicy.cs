namespace SchedExt.Bpf;

/// <summary>What <see cref="AiNumaScheduler"/> does at a start on a kernel that does not tell schedulers of CPU limits, as those before 6.17. Limits that are set
/// later are not enforced with <see cref="Refuse"/> and <see cref="Accept"/>, and end nothing; <see cref="AiNumaScheduler.LiftedCpuLimits"/> tells of them, and a restart,
/// which is a start, goes by them.</summary>
public enum CpuLimitPolicy
{
    /// <summary>Does not start where cgroups have limits; the exception lists them.</summary>
    Refuse,

    /// <summary>Starts in partial mode, whether there are limits yet or not: only tasks of the policy SCHED_EXT are its own, and the kernel goes on to limit all others. One of its own in a limited cgroup is not limited.</summary>
    Partial,

    /// <summary>Starts: those limits are not enforced while it runs.</summary>
    Accept,
}
