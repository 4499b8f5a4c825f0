namespace SchedExt.Bpf;

/// <summary>What attaching a scheduler changes on this machine.</summary>
internal static class ConsequenceChecks
{
    private const string CgroupRoot = "sys/fs/cgroup";

    /// <summary>CPU limits are left to the scheduler (fair_bandwidth is the fair class's own), and ai_numa does not enforce them.</summary>
    internal static PreflightCheck CpuLimits(KernelRoot root)
    {
        List<string> limited = [];
        FindLimited(root, CgroupRoot, limited);
        return limited.Count == 0
            ? new("CPU limits", PreflightStatus.Passed, "no cgroup has a cpu.max that would no longer be enforced.")
            : new("CPU limits", PreflightStatus.Warning, $"while a scheduler is attached, the cpu.max of {limited.Count} {(limited.Count == 1 ? "cgroup" : "cgroups")} is not enforced: {string.Join(", ", limited)}.");
    }

    /// <summary>task_tick_numa is called for tasks of the fair class only (kernel/sched/fair.c).</summary>
    internal static PreflightCheck NumaBalancing(KernelRoot root) =>
        root.TryReadText("proc/sys/kernel/numa_balancing", out string? text) && text.Trim() != "0"
            ? new("NUMA balancing", PreflightStatus.Warning, "automatic NUMA balancing is on, and does nothing for tasks of a sched_ext scheduler.")
            : new("NUMA balancing", PreflightStatus.Passed, "automatic NUMA balancing is off, so nothing changes.");

    // A cgroup is a directory with cgroup.controllers in it; the root has no cpu.max.
    private static void FindLimited(KernelRoot root, string directory, List<string> limited)
    {
        if (root.TryReadText(directory + "/cpu.max", out string? limit) && !limit.StartsWith("max", StringComparison.Ordinal))
            limited.Add($"{directory[CgroupRoot.Length..]} ({limit.Trim()})");
        foreach (string name in root.ListDirectory(directory))
        {
            string child = $"{directory}/{name}";
            if (root.Exists(child + "/cgroup.controllers")) FindLimited(root, child, limited);
        }
    }
}
