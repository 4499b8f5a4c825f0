namespace SchedExt.Bpf;

/// <summary>
/// Says, before anything is loaded, what is in the way of a scheduler on this machine, and what attaching one would change.
/// Reads files only; needs no privileges.
/// </summary>
/// <remarks>Thread-safe: keeps nothing.</remarks>
public static class Preflight
{
    /// <summary>Checks this machine.</summary>
    public static PreflightReport Check() => Check(KernelRoot.Host);

    /// <summary>Checks the machine under <paramref name="root"/>; libbpf is this process's in any case.</summary>
    /// <param name="root">Where "/" is.</param>
    public static PreflightReport Check(KernelRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new PreflightReport(
        [
            KernelChecks.SchedExt(root),
            KernelChecks.Btf(root),
            KernelChecks.Jit(root),
            KernelChecks.IsolatedCpus(root),
            MachineChecks.Libbpf(),
            MachineChecks.Limits(root),
            PrivilegeChecks.Capabilities(root),
            KernelChecks.OtherScheduler(root),
            ConsequenceChecks.CpuLimits(root),
            ConsequenceChecks.CgroupWeights(root),
            ConsequenceChecks.NumaBalancing(root),
            DeviceChecks.Gpus(root),
        ]);
    }
}
