namespace SchedExt.Irq;

/// <summary>What the kernel itself makes of a mask that was written, so that its doing is not taken for somebody else's. Pure.</summary>
/// <remarks>Kernel: <c>irq_setup_affinity()</c> in kernel/irq/manage.c and <c>migrate_one_irq()</c> in kernel/irq/cpuhotplug.c.</remarks>
/// <param name="Online">The CPUs online now.</param>
/// <param name="OnlineThen">The CPUs online when the mask was written.</param>
/// <param name="Node">The CPUs of the interrupt's node; empty when it has none.</param>
internal readonly record struct KernelForms(CpuSet Online, CpuSet OnlineThen, CpuSet Node)
{
    /// <summary>The mask, or the mask cut to online CPUs or to the node when a handler was requested again.</summary>
    public bool IsNarrowed(CpuSet found, CpuSet written)
        => !found.IsEmpty && (found == written
            || found == (written & Online) || found == (written & OnlineThen)
            || (!Node.IsEmpty && (found == (written & Node) || found == (written & Online & Node) || found == (written & OnlineThen & Node))));

    /// <summary>All CPUs that were online when the last one of the mask went offline.</summary>
    public bool IsBrokenByHotplug(CpuSet found, CpuSet written)
        => !found.Overlaps(written) && (found == OnlineThen - written || found == Online - written || (!written.Overlaps(Online) && found == Online));
}
