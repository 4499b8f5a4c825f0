namespace SchedExt.Bpf;

/// <summary>What attaching a scheduler changes on this machine.</summary>
internal static class ConsequenceChecks
{
    private const string Partial = "Run it in partial mode, where only tasks of the policy SCHED_EXT are the scheduler's, or boot a kernel that tells schedulers of it";

    /// <summary>CPU limits are left to the scheduler (fair_bandwidth is the fair class's own), which is told of them since 6.17.</summary>
    internal static PreflightCheck CpuLimits(KernelRoot root)
    {
        List<string> limited;
        try
        {
            limited = LimitedCgroups.Find(root);
        }
        catch (KernelFileException unreadable)
        {
            return new("CPU limits", PreflightStatus.Unknown, $"which cgroups have a cpu.max cannot be read: {unreadable.Message}.");
        }

        if (limited.Count == 0) return new("CPU limits", PreflightStatus.Passed, "no cgroup has a cpu.max that would no longer be enforced.");
        string cgroups = $"{limited.Count} {(limited.Count == 1 ? "cgroup" : "cgroups")}", list = string.Join(", ", limited);
        return KernelOps.Has(root, KernelOps.Bandwidth) == true
            ? new("CPU limits", PreflightStatus.Passed, $"ai_numa enforces the cpu.max of {cgroups}; another scheduler may not: {list}.")
            : new("CPU limits", PreflightStatus.Warning, $"while a scheduler is attached, the cpu.max of {cgroups} is not enforced: {list}.", $"{Partial}: 6.17 or newer, with CONFIG_EXT_GROUP_SCHED.");
    }

    /// <summary>cpu.weight is left to the scheduler too, which is told of cgroups where CONFIG_EXT_GROUP_SCHED is on.</summary>
    internal static PreflightCheck CgroupWeights(KernelRoot root) => KernelOps.Has(root, KernelOps.Weight) switch
    {
        true => new("cgroup weights", PreflightStatus.Passed, "the kernel tells schedulers of cpu.weight, and ai_numa shares by it."),
        false => new("cgroup weights", PreflightStatus.Warning, "the kernel tells schedulers of no cgroups: while one is attached, all tasks share by their nice values alone.", $"{Partial}: one with CONFIG_EXT_GROUP_SCHED=y."),
        null => new("cgroup weights", PreflightStatus.Unknown, "whether the kernel tells schedulers of cpu.weight cannot be read."),
    };

    /// <summary>task_tick_numa is called for tasks of the fair class only (kernel/sched/fair.c).</summary>
    internal static PreflightCheck NumaBalancing(KernelRoot root) =>
        root.TryReadText("proc/sys/kernel/numa_balancing", out string? text) && text.Trim() != "0"
            ? new("NUMA balancing", PreflightStatus.Warning, "automatic NUMA balancing is on, and does nothing for tasks of a sched_ext scheduler.")
            : new("NUMA balancing", PreflightStatus.Passed, "automatic NUMA balancing is off, so nothing changes.");
}
