using System.Buffers;
using SchedExt.Bpf.Btf;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>What a kernel's own <c>struct sched_ext_ops</c> has. This machine's is read once: a kernel does not change while it runs.</summary>
internal static class KernelOps
{
    /// <summary>Since 6.17: a scheduler is told of cpu.max.</summary>
    internal const string Bandwidth = "cgroup_set_bandwidth";

    /// <summary>With CONFIG_EXT_GROUP_SCHED: a scheduler is told of cgroups and of cpu.weight.</summary>
    internal const string Weight = "cgroup_set_weight";

    /// <summary>The file with the kernel's types.</summary>
    internal const string Btf = "sys/kernel/btf/vmlinux";

    private static readonly Lazy<IReadOnlySet<string>> s_host = new(() => Read(KernelRoot.Host));

    /// <summary>The names of the members.</summary>
    internal static IReadOnlySet<string> Of(KernelRoot root) => ReferenceEquals(root, KernelRoot.Host) ? s_host.Value : Read(root);

    /// <summary>
    /// What <paramref name="look"/> finds in a kernel's types; it must keep nothing of them. They are some 7 MB, so this machine's are mapped
    /// where the kernel can do that (6.16 and newer), and not copied.
    /// </summary>
    /// <exception cref="KernelFileException">The file is missing or cannot be read.</exception>
    /// <exception cref="FormatException">It is no BTF, or it is cut short.</exception>
    internal static T Look<T>(KernelRoot root, Func<BtfData, T> look)
    {
        using IMemoryOwner<byte>? mapped = root.Directory is { } directory ? MappedFile.TryMap(Path.Combine(directory, Btf)) : null;
        return look(BtfData.Parse(mapped?.Memory ?? root.ReadBytes(Btf)));
    }

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
        Look(root, types => (types.MemberNamesOf("sched_ext_ops") ?? []).ToHashSet(StringComparer.Ordinal));
}
