namespace SchedExt.Bpf;

/// <summary>The cgroups that have a CPU limit, in the unified hierarchy or in the older one of the CPU controller.</summary>
/// <remarks>Kernel: cpu_files and cpu_legacy_files of kernel/sched/core.c. Both limit by the same means, and a scheduler is told of both alike.</remarks>
internal static class LimitedCgroups
{
    private const string Unified = "sys/fs/cgroup", Older = "sys/fs/cgroup/cpu", OlderQuota = "/cpu.cfs_quota_us", OlderPeriod = "/cpu.cfs_period_us";

    /// <summary>Each with its limit, quota and period in microseconds: "/kubepods/pod1 (50000 100000)".</summary>
    internal static List<string> Find(KernelRoot root)
    {
        List<string> limited = [];
        Find(root, Unified, limited);
        FindOlder(root, Older, limited);
        return limited;
    }

    // A cgroup is a directory with cgroup.controllers in it; the root has no cpu.max.
    private static void Find(KernelRoot root, string directory, List<string> limited)
    {
        if (root.TryReadText(directory + "/cpu.max", out string? limit) && !limit.StartsWith("max", StringComparison.Ordinal))
            limited.Add($"{directory[Unified.Length..]} ({limit.Trim()})");
        foreach (string name in root.ListDirectory(directory))
        {
            string child = $"{directory}/{name}";
            if (root.Exists(child + "/cgroup.controllers")) Find(root, child, limited);
        }
    }

    // -1 is no limit.
    private static void FindOlder(KernelRoot root, string directory, List<string> limited)
    {
        if (!root.TryReadText(directory + OlderQuota, out string? quota)) return;
        if (!quota.StartsWith('-')) limited.Add($"{directory[Older.Length..]} ({quota.Trim()} {(root.TryReadText(directory + OlderPeriod, out string? period) ? period.Trim() : "?")})");
        foreach (string name in root.ListDirectory(directory)) FindOlder(root, $"{directory}/{name}", limited);
    }
}
