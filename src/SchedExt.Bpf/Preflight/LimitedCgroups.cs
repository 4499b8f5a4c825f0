namespace SchedExt.Bpf;

/// <summary>The cgroups that have a CPU limit.</summary>
internal static class LimitedCgroups
{
    private const string Root = "sys/fs/cgroup";

    /// <summary>Each with its limit: "/kubepods/pod1 (50000 100000)".</summary>
    internal static List<string> Find(KernelRoot root)
    {
        List<string> limited = [];
        Find(root, Root, limited);
        return limited;
    }

    // A cgroup is a directory with cgroup.controllers in it; the root has no cpu.max.
    private static void Find(KernelRoot root, string directory, List<string> limited)
    {
        if (root.TryReadText(directory + "/cpu.max", out string? limit) && !limit.StartsWith("max", StringComparison.Ordinal))
            limited.Add($"{directory[Root.Length..]} ({limit.Trim()})");
        foreach (string name in root.ListDirectory(directory))
        {
            string child = $"{directory}/{name}";
            if (root.Exists(child + "/cgroup.controllers")) Find(root, child, limited);
        }
    }
}
