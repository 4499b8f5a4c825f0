namespace SchedExt.Irq.Testing;

/// <summary>A machine's interrupts that behave as the kernel's do, for tests: no privileges, no disk, on any operating system.</summary>
/// <remarks>
/// <para>Moves are deferred to the next interrupt on the old CPU, or immediate (<see cref="MovesAtOnce"/>); masks of managed interrupts are refused; CPUs run out
/// of vectors; hotplug overwrites masks. It follows kernel/irq/manage.c, migration.c, cpuhotplug.c and arch/x86/kernel/apic/vector.c of Linux 7.2.</para>
/// <para>Errors that the kernel would answer come back as error codes. Arguments that no kernel could be given throw <see cref="ArgumentException"/>.
/// Thread safety: safe for any use from any thread. Equality: by reference.</para>
/// </remarks>
public sealed partial class KernelModelIrqFs : IIrqFs
{
    private readonly object gate = new();

    /// <summary>The interrupts by number. Guarded by the gate.</summary>
    private readonly SortedDictionary<int, ModelIrq> irqs = [];

    /// <summary>The errors that writes are refused with, by number; null stands for the default affinity. Guarded by the gate.</summary>
    private readonly Dictionary<int, Errno> refusals = [];

    private readonly CpuSet possible;

    private CpuSet online, defaultAffinity;

    private Errno defaultRefusal;

    /// <summary>Makes a machine without interrupts, on one node.</summary>
    /// <param name="cpus">How many CPUs it has, all online; from 1 to <see cref="CpuSet.MaxWidth"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cpus"/> is outside its range.</exception>
    public KernelModelIrqFs(int cpus)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cpus, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cpus, CpuSet.MaxWidth);
        possible = online = defaultAffinity = CpuSet.All(cpus);
        WriteCpus();
    }

    /// <summary>Makes the machine of a snapshot, with its CPUs, nodes and interrupts.</summary>
    /// <param name="start">The snapshot.</param>
    /// <exception cref="ArgumentNullException"><paramref name="start"/> is null.</exception>
    public KernelModelIrqFs(IrqSnapshot start)
    {
        ArgumentNullException.ThrowIfNull(start);
        possible = start.Topology.Possible;
        online = start.Online;
        defaultAffinity = start.DefaultAffinity ?? possible;
        WriteCpus();
        foreach (NumaNode node in start.Topology.IsSynthetic ? [] : start.Topology.Nodes)
        {
            SetNode(node.Id, node.Cpus);
        }

        foreach (IrqDescriptor irq in start.Irqs)
        {
            // Where an interrupt is not in its mask, the mask waits for it to fire; the one before it is not told.
            bool waits = irq.IsMovable && irq.Actions.Count > 0 && irq.Effective is { IsEmpty: false } now && !now.Overlaps(irq.Current);
            Add(new ModelIrq(irq.Identity, irq.NodeId, irq.Unmovable != IrqCause.None, possible.Last + 1)
            {
                Affinity = waits ? possible : irq.Current, Pending = waits ? irq.Current : null, IsMoving = waits && MovesAtOnce,
            }, irq.Effective);
        }
    }

    /// <summary>Whether an interrupt moves when its mask is written, as with interrupt remapping, instead of when it next fires.</summary>
    /// <value>Default: false.</value>
    public bool MovesAtOnce { get; init; }

    /// <summary>Whether refusals are those of a kernel before 6.12: EIO instead of EPERM, and every file has write permission.</summary>
    /// <value>Default: false.</value>
    public bool IsBefore612 { get; init; }

    /// <summary>How many interrupts a CPU has vectors for.</summary>
    /// <value>Default: 199, which plans count on too. Linux 7.2 on x86 was seen to have 201.</value>
    public int VectorsPerCpu { get; init; } = 199;

    /// <summary>How many affinities were written successfully through <see cref="IIrqFs"/>, the default affinity and other masks included.</summary>
    public int WriteCount { get; private set; }

    /// <inheritdoc/>
    public KernelRoot Root
    {
        get
        {
            lock (gate)
            {
                WriteChangedIrqs();
                return tree;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> ListIrqs()
    {
        lock (gate)
        {
            return [.. irqs.Keys];
        }
    }

    /// <inheritdoc/>
    public IrqReading ReadAffinity(int irq)
    {
        lock (gate)
        {
            return irqs.TryGetValue(irq, out ModelIrq? found) ? new IrqReading(Errno.None, found.Shown) : new IrqReading(Errno.ENOENT, default);
        }
    }

    /// <inheritdoc/>
    public IrqReading ReadEffectiveAffinity(int irq)
    {
        lock (gate)
        {
            return irqs.TryGetValue(irq, out ModelIrq? found) ? new IrqReading(Errno.None, found.Effective) : new IrqReading(Errno.ENOENT, default);
        }
    }

    /// <inheritdoc/>
    public IrqWriting WriteAffinity(int irq, CpuSet cpus)
    {
        lock (gate)
        {
            if (!irqs.TryGetValue(irq, out ModelIrq? found))
            {
                return new IrqWriting(Errno.ENOENT, false);
            }

            Errno errno = refusals.GetValueOrDefault(irq);
            errno = errno == Errno.None ? Set(found, cpus) : errno;
            WriteCount += errno == Errno.None ? 1 : 0;
            return new IrqWriting(errno, !found.IsManaged || IsBefore612);
        }
    }

    /// <inheritdoc/>
    public IrqReading ReadDefaultAffinity()
    {
        lock (gate)
        {
            return new IrqReading(Errno.None, defaultAffinity);
        }
    }

    /// <inheritdoc/>
    public IrqWriting WriteDefaultAffinity(CpuSet cpus)
    {
        lock (gate)
        {
            Errno errno = defaultRefusal != Errno.None ? defaultRefusal : CheckMask(cpus);
            if (errno == Errno.None)
            {
                WriteCount++;
                defaultAffinity = cpus;
                WriteDefault();
            }

            return new IrqWriting(errno, true);
        }
    }

    /// <summary>The parser's errors, then the one for a mask that nobody could serve.</summary>
    private Errno CheckMask(CpuSet cpus)
        => !cpus.IsEmpty && cpus.Last > possible.Last ? Errno.EOVERFLOW : cpus.Overlaps(online) ? Errno.None : Errno.EINVAL;
}
