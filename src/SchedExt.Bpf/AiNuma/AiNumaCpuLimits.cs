namespace SchedExt.Bpf;

/// <summary>CPU limits of cgroups on kernels that do not tell schedulers of them.</summary>
internal static class AiNumaCpuLimits
{
    /// <summary>The cgroups whose limits a scheduler of all tasks would lift.</summary>
    internal static IReadOnlyList<string> Lifted(KernelRoot root) => KernelOps.Has(root, KernelOps.Bandwidth) == true ? [] : LimitedCgroups.Find(root);

    /// <summary>Throws if the policy is not to lift limits, and there are some.</summary>
    /// <exception cref="BpfException">So it is; the message lists the cgroups.</exception>
    internal static void ThrowIfRefused(string scheduler, CpuLimitPolicy policy, IReadOnlyList<string> lifted)
    {
        if (lifted.Count == 0 || policy == CpuLimitPolicy.Accept) return;
        throw new BpfException(
            BpfErrorKind.NotSupported, "attach", scheduler, 0,
            $"attach '{scheduler}': this kernel does not tell schedulers of cpu.max (6.17 and newer do), and these cgroups would no longer be limited: {string.Join(", ", lifted)}. "
            + "Choose partial mode, or accept that (CpuLimits of AiNumaOptions, --cpu-max of schedext run).");
    }
}
