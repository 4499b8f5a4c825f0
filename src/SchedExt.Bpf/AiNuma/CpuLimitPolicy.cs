namespace SchedExt.Bpf;

/// <summary>What <see cref="AiNumaScheduler"/> does at a start where cgroups have CPU limits and the kernel, older than 6.17, does not tell schedulers of them.</summary>
public enum CpuLimitPolicy
{
    /// <summary>Does not start; the exception lists the cgroups.</summary>
    Refuse,

    /// <summary>Starts in partial mode: only tasks of the policy SCHED_EXT are its own, and the kernel goes on to limit all others. One of its own in a limited cgroup is not limited.</summary>
    Partial,

    /// <summary>Starts: those limits are not enforced while it runs.</summary>
    Accept,
}
