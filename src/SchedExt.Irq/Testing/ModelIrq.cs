namespace SchedExt.Irq.Testing;

/// <summary>An interrupt of the model: a descriptor with its chip's state.</summary>
internal sealed class ModelIrq(IrqIdentity identity, int? node, bool isManaged, int width)
{
    public IrqIdentity Identity { get; } = identity;

    public int? NodeId { get; } = node;

    public bool IsManaged { get; } = isManaged;

    /// <summary>Whether a driver handles it; until then a mask is only stored.</summary>
    public bool IsActive => Identity.Actions.Length > 0;

    /// <summary>The mask in force, as written.</summary>
    public CpuSet Affinity { get; set; }

    /// <summary>The mask that waits for the next interrupt.</summary>
    public CpuSet? Pending { get; set; }

    /// <summary>The CPU that takes it; null while it has none (not active, or shut down).</summary>
    public int? Target { get; set; }

    /// <summary>
    /// It has moved, and no interrupt has arrived on the new CPU yet: it cannot be moved again. With remapping the kernel keeps to that for a tick only; the model
    /// has no clock.
    /// </summary>
    public bool IsMoving { get; set; }

    public ulong[] Counts { get; } = new ulong[width];

    /// <summary>What <c>smp_affinity</c> shows: a mask that waits comes first.</summary>
    public CpuSet Shown => Pending ?? Affinity;

    /// <summary>What <c>effective_affinity</c> shows: without a target the stored mask.</summary>
    public CpuSet Effective => Target is { } cpu ? CpuSet.FromRange(cpu, cpu) : IsManaged ? CpuSet.FromRange(0, 0) : Affinity;
}
