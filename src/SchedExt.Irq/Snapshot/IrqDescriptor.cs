namespace SchedExt.Irq;

/// <summary>One interrupt of a snapshot.</summary>
/// <remarks>Equality: by reference. Thread safety: immutable. Read from <c>proc/irq/N</c> and <c>sys/kernel/irq/N</c>
/// (kernel/irq/proc.c, kernel/irq/irqdesc.c).</remarks>
public sealed class IrqDescriptor
{
    internal IrqDescriptor(IrqIdentity identity)
    {
        Identity = identity;
        Actions = [];
    }

    /// <summary>The number in <c>proc/irq</c>.</summary>
    public int Irq => Identity.Irq;

    /// <summary>What tells it from others that may get the number later.</summary>
    public IrqIdentity Identity { get; }

    /// <summary>The names of its handlers; empty when nobody handles it or they are unknown.</summary>
    public IReadOnlyList<string> Actions { get; internal init; }

    /// <summary>The device it belongs to; null when unknown.</summary>
    public IrqDevice? Device { get; internal init; }

    /// <summary>The node of the interrupt's descriptor (<c>proc/irq/N/node</c>), to which the kernel narrows masks when a handler is requested again;
    /// null when there is none.</summary>
    public int? NodeId { get; internal init; }

    /// <summary>The affinity before SchedExt first changed it; the same as <see cref="Current"/> on a first read.</summary>
    public CpuSet Home { get; internal init; }

    /// <summary>The affinity now, CPUs that are offline included (<c>smp_affinity_list</c>); empty when it could not be read.</summary>
    public CpuSet Current { get; internal init; }

    /// <summary>The CPUs that really take the interrupt (<c>effective_affinity_list</c>); null when the kernel does not tell. May lie outside
    /// <see cref="Current"/> until the interrupt next fires.</summary>
    public CpuSet? Effective { get; internal init; }

    /// <summary>Why the affinity cannot be changed; <see cref="IrqCause.None"/> when it can.</summary>
    public IrqCause Unmovable { get; internal init; }

    /// <summary>Whether the affinity can be changed, as far as can be told without trying.</summary>
    public bool IsMovable => Unmovable == IrqCause.None;

    /// <summary>The counters per CPU; null when nobody handles the interrupt or the counters were not read.</summary>
    public CounterRow? Counts { get; internal init; }

    /// <summary>The interrupt for messages.</summary>
    /// <returns>Such as <c>27 (nvme0q1)</c>.</returns>
    public override string ToString() => Identity.ToString();

    internal IrqDescriptor With(CpuSet? home = null, IrqCause? unmovable = null) => new(Identity)
    {
        Actions = Actions,
        Device = Device,
        NodeId = NodeId,
        Home = home ?? Home,
        Current = Current,
        Effective = Effective,
        Unmovable = unmovable ?? Unmovable,
        Counts = Counts,
    };
}
