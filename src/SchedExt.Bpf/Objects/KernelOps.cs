using SchedExt.Bpf.Btf;

namespace SchedExt.Bpf;

/// <summary>What a kernel's own <c>struct sched_ext_ops</c> has. This machine's is read once: a kernel does not change while it runs.</summary>
internal static class KernelOps
{
    /// <summary>Since 6.17: a scheduler is told of cpu.max.</summary>
    internal const string Bandwidth = "cgroup_set_bandwidth";

    /// <summary>With CONFIG_EXT_GROUP_SCHED: a scheduler is told of cgroups and of cpu.weight.</summary>
    internal const string Weight = "cgroup_set_weight";

    private static readonly Lazy<IReadOnlySet<string>> s_host = new(() => Read(KernelRoot.Host));

    /// <summary>The names of the members.</summary>
    internal static IReadOnlySet<string> Of(KernelRoot root) => ReferenceEquals(root, KernelRoot.Host) ? s_host.Value : Read(root);

    /// <summary>Has the kernel this callback? <see langword="null"/> where its types cannot be read.</summary>
    internal static bool? Has(KernelRoot root, string member)
    {
        try
        {
            return Of(root).Contains(member);
        }
        catch (Exception failure) when (failure is KernelFileException or FormatException)
        {
            return null;
        }
    }

    private static HashSet<string> Read(KernelRoot root) =>
        KernelBtf.Look(root, types => (types.MemberNamesOf("sched_ext_ops") ?? []).ToHashSet(StringComparer.Ordinal));
}
