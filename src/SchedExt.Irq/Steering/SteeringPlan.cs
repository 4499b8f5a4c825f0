namespace SchedExt.Irq;

/// <summary>Where a steering mask should be while CPUs are protected. Pure.</summary>
/// <param name="Guarded">The protected CPUs.</param>
/// <param name="Online">The CPUs online now.</param>
/// <param name="Isolated">The CPUs that the machine was booted to isolate, which the kernel takes out of such masks.</param>
internal readonly record struct SteeringPlan(CpuSet Guarded, CpuSet Online, CpuSet Isolated)
{
    /// <summary>
    /// Packets need no mask: without one the CPU that took the interrupt goes on with them, and queues are chosen by a hash. Work has to run somewhere, so
    /// where stripping leaves nothing any unprotected CPU gets it.
    /// </summary>
    public CpuSet TargetOf(SteeringKinds kind, CpuSet home)
    {
        CpuSet stripped = home - Guarded, free = Online - Guarded;
        return kind != SteeringKinds.Workqueues || !home.Overlaps(Guarded) || stripped.Overlaps(Online) ? stripped : free.IsEmpty ? home : free;
    }

    /// <summary>Whether a mask is what the kernel keeps of another one.</summary>
    public bool IsKeptOf(CpuSet found, CpuSet written, bool isNarrowed)
        => found == written || found == written - Isolated || (isNarrowed && (found == (written & Online) || found == (written & Online) - Isolated));

    /// <summary>What the machine says of isolated CPUs: none where it says nothing.</summary>
    public static CpuSet ReadIsolated(KernelRoot root)
        => root.TryReadText("sys/devices/system/cpu/isolated", out string? text) && CpuSet.TryParse(text, out CpuSet cpus) ? cpus : default;
}
