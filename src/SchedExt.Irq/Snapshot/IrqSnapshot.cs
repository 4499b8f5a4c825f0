namespace SchedExt.Irq;

/// <summary>All interrupts of a machine at one moment, with their affinities, devices and counters.</summary>
/// <remarks>Equality: by reference. Thread safety: immutable; the methods return new snapshots. Taking one needs no privileges.</remarks>
public sealed class IrqSnapshot
{
    /// <summary>Ascending by number.</summary>
    private readonly IrqDescriptor[] irqs;

    internal IrqSnapshot(IrqDescriptor[] irqs, NumaTopology topology)
    {
        this.irqs = irqs;
        Irqs = Array.AsReadOnly(irqs);
        Topology = topology;
    }

    /// <summary>The interrupts in ascending order of their numbers, those without handler included.</summary>
    public IReadOnlyList<IrqDescriptor> Irqs { get; }

    /// <summary>What the machine is.</summary>
    public NumaTopology Topology { get; }

    /// <summary>The CPUs that run. Never empty.</summary>
    public CpuSet Online => Topology.Online;

    /// <summary>The affinity that new interrupts get (<c>proc/irq/default_smp_affinity</c>); null when it cannot be read.</summary>
    public CpuSet? DefaultAffinity { get; internal init; }

    /// <summary>The counters of <c>proc/interrupts</c>, the architecture's rows included; empty when the file is not there.</summary>
    public CounterTable Interrupts { get; internal init; } = CounterTable.Empty;

    /// <summary>The counters of <c>proc/softirqs</c>; empty when the file is not there.</summary>
    public CounterTable SoftIrqs { get; internal init; } = CounterTable.Empty;

    internal IrqDescriptor[] Descriptors => irqs;

    /// <summary>The CPUs that have a column in <see cref="Interrupts"/>; where one comes or goes meanwhile, not the same as those online.</summary>
    internal CpuSet Counted => CpuSet.Create([.. Interrupts.Cpus]);

    /// <summary>An interrupt by its number.</summary>
    /// <param name="irq">The number.</param>
    /// <exception cref="KeyNotFoundException">The machine has no such interrupt.</exception>
    public IrqDescriptor this[int irq] => Find(irq) ?? throw new KeyNotFoundException($"The machine has no interrupt {irq}.");

    /// <summary>Reads the interrupts of a machine.</summary>
    /// <remarks>An interrupt that vanishes meanwhile is left out. What a file does not tell is unknown.</remarks>
    /// <param name="root">Where the files are.</param>
    /// <returns>The snapshot; <see cref="IrqDescriptor.Home"/> and <see cref="IrqDescriptor.Current"/> are the same.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="root"/> is null.</exception>
    /// <exception cref="KernelFileException">Nothing tells which CPUs are online, or <c>proc/irq</c> cannot be listed.</exception>
    /// <exception cref="KernelFormatException">The lists of CPUs contradict each other, or <c>proc/interrupts</c>, <c>proc/softirqs</c>, an affinity, the default
    /// affinity, a node or a hardware number is malformed.</exception>
    public static IrqSnapshot Read(KernelRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return Read(root, NumaTopology.Read(root));
    }

    /// <summary>Reads the interrupts of a machine whose topology is known, and read no second time.</summary>
    /// <remarks>An interrupt that vanishes meanwhile is left out. What a file does not tell is unknown. A device that came since is not known as one.</remarks>
    /// <param name="root">Where the files are.</param>
    /// <param name="topology">What the machine is; that of <see cref="TopologyWatcher"/>, say.</param>
    /// <returns>The snapshot; <see cref="IrqDescriptor.Home"/> and <see cref="IrqDescriptor.Current"/> are the same.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="KernelFileException"><c>proc/irq</c> cannot be listed.</exception>
    /// <exception cref="KernelFormatException"><c>proc/interrupts</c>, <c>proc/softirqs</c>, an affinity, the default affinity, a node or a hardware number is malformed.</exception>
    public static IrqSnapshot Read(KernelRoot root, NumaTopology topology)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(topology);
        using var reader = new IrqSnapshotReader(root, topology);
        return reader.Read();
    }

    /// <summary>Finds an interrupt by its number, in logarithmic time.</summary>
    /// <param name="irq">Any number.</param>
    /// <returns>The interrupt, or null when there is none.</returns>
    public IrqDescriptor? Find(int irq)
    {
        int low = 0, high = irqs.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (irqs[middle].Irq == irq)
            {
                return irqs[middle];
            }

            (low, high) = irqs[middle].Irq < irq ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>The same snapshot with other home affinities.</summary>
    /// <param name="homes">Homes by number; numbers that the snapshot lacks are ignored.</param>
    /// <returns>The new snapshot.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="homes"/> is null.</exception>
    public IrqSnapshot WithHomes(IReadOnlyDictionary<int, CpuSet> homes)
    {
        ArgumentNullException.ThrowIfNull(homes);
        return Map(irq => homes.TryGetValue(irq.Irq, out CpuSet home) && home != irq.Home ? irq.With(home: home) : irq);
    }

    /// <summary>The same snapshot with interrupts marked as unmovable, because the kernel refused a write before.</summary>
    /// <param name="refused">Their numbers; others are ignored.</param>
    /// <returns>The new snapshot. An interrupt that was unmovable keeps its cause.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="refused"/> is null.</exception>
    public IrqSnapshot WithUnmovable(IReadOnlySet<int> refused)
    {
        ArgumentNullException.ThrowIfNull(refused);
        return Map(irq => irq.IsMovable && refused.Contains(irq.Irq) ? irq.With(unmovable: IrqCause.Refused) : irq);
    }

    private IrqSnapshot Map(Func<IrqDescriptor, IrqDescriptor> change) => new(Array.ConvertAll(irqs, irq => change(irq)), Topology)
    {
        DefaultAffinity = DefaultAffinity,
        Interrupts = Interrupts,
        SoftIrqs = SoftIrqs,
    };
}
