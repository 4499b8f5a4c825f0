namespace SchedExt;

/// <summary>What a machine is at one moment: its CPUs, NUMA nodes, caches, cores and the devices that placement depends on.</summary>
/// <remarks>
/// <para>Equality: by content, see <see cref="Equals(NumaTopology?)"/>. Order: none. Thread safety: immutable.</para>
/// <para>What a file does not tell is unknown (null), never guessed. CPU numbers and node ids may have holes: size arrays by
/// <c>Possible.Last + 1</c> and by <see cref="NumaNode.Index"/>.</para>
/// </remarks>
public sealed partial class NumaTopology : IEquatable<NumaTopology>
{
    internal NumaTopology(TopologyIndexes indexes) => Indexes = indexes;

    /// <summary>What was read. Lists of other parts are empty, and their look-ups answer null: not read rather than not there.</summary>
    public required NumaTopologyParts Parts { get; init; }

    /// <summary>The CPUs that can ever be in this boot: present ones and those that may be plugged in. Never empty.</summary>
    /// <remarks><c>sys/devices/system/cpu/possible</c>; where that is missing, the same as <see cref="Present"/>.</remarks>
    public required CpuSet Possible { get; init; }

    /// <summary>The CPUs that are there, online or not. A subset of <see cref="Possible"/>.</summary>
    /// <remarks><c>sys/devices/system/cpu/present</c>; where that is missing, those with a cpuN directory and the online ones.</remarks>
    public required CpuSet Present { get; init; }

    /// <summary>The CPUs that run. Never empty; a subset of <see cref="Present"/>; need not hold CPU 0.</summary>
    /// <remarks><c>sys/devices/system/cpu/online</c>; where that is missing, those with a cpuN directory that does not say offline.</remarks>
    public required CpuSet Online { get; init; }

    /// <summary>The CPUs kept from the scheduler's load balancing by <c>isolcpus=</c>; null when the kernel does not tell.</summary>
    /// <remarks><c>sys/devices/system/cpu/isolated</c>.</remarks>
    public required CpuSet? Isolated { get; init; }

    /// <summary>The CPUs that run without a periodic tick (<c>nohz_full=</c>); null when the kernel does not tell.</summary>
    /// <remarks><c>sys/devices/system/cpu/nohz_full</c>.</remarks>
    public required CpuSet? NohzFull { get; init; }

    /// <summary>All online NUMA nodes by ascending id, those without CPUs or memory included. Never empty.</summary>
    /// <remarks>A machine without node directory has one made-up node 0: see <see cref="IsSynthetic"/>.</remarks>
    public required IReadOnlyList<NumaNode> Nodes { get; init; }

    /// <summary>The physical cores, by the lowest CPU that tells of each; empty when the kernel does not tell.</summary>
    /// <remarks>Each CPU is believed about itself alone: where files contradict each other, cores may overlap.</remarks>
    public required IReadOnlyList<PhysicalCore> Cores { get; init; }

    /// <summary>The packages (sockets) by their lowest online CPU; empty when the kernel does not tell.</summary>
    public required IReadOnlyList<CpuPackage> Packages { get; init; }

    /// <summary>The dies by their lowest online CPU; empty when the kernel does not tell.</summary>
    public required IReadOnlyList<CpuDie> Dies { get; init; }

    /// <summary>All caches, by level, lowest CPU and type; empty when the kernel does not tell.</summary>
    public required IReadOnlyList<CacheDomain> Caches { get; init; }

    /// <summary>The last-level cache domains: for each online CPU its highest cache that holds data. By the lowest CPU that
    /// tells of each.</summary>
    /// <remarks>The level may differ between CPUs, and a CPU may have none. Caches that are the last for no CPU are not here.</remarks>
    public required IReadOnlyList<CacheDomain> Llcs { get; init; }

    /// <summary>The GPUs, network devices and NVMe disks on PCI, in ordinal order of their addresses.</summary>
    public required IReadOnlyList<PciDevice> Devices { get; init; }

    /// <summary>Whether the machine has no node directory, so that <see cref="Nodes"/> is one made-up node 0 with all CPUs.</summary>
    public bool IsSynthetic => Nodes[0].IsSynthetic;

    /// <summary>Reads the topology of a machine.</summary>
    /// <remarks>A file that is missing or odd makes its value unknown. When CPUs or nodes come or go meanwhile, everything is read
    /// again, up to five times, so that the parts of the snapshot agree.</remarks>
    /// <param name="root">Where the files are.</param>
    /// <returns>The snapshot.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="root"/> is null.</exception>
    /// <exception cref="KernelFileException">Nothing tells which CPUs are online.</exception>
    /// <exception cref="KernelFormatException">A list of possible, present or online CPUs is no list or is empty, or they contradict each other.</exception>
    public static NumaTopology Read(KernelRoot root) => Read(root, NumaTopologyParts.All);

    /// <summary>Reads some parts of the topology of a machine: CPUs and nodes, and what else is asked for.</summary>
    /// <remarks>For who starts often or must start at once. As <see cref="Read(KernelRoot)"/> otherwise.</remarks>
    /// <param name="root">Where the files are.</param>
    /// <param name="parts">What to read beside CPUs and nodes.</param>
    /// <returns>The snapshot; <see cref="Parts"/> says what is in it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="root"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> has unknown flags.</exception>
    /// <exception cref="KernelFileException">As <see cref="Read(KernelRoot)"/>.</exception>
    /// <exception cref="KernelFormatException">As <see cref="Read(KernelRoot)"/>.</exception>
    public static NumaTopology Read(KernelRoot root, NumaTopologyParts parts)
    {
        ArgumentNullException.ThrowIfNull(root);
        using var reader = new SysFsReader(root);
        return TopologyReader.Read(reader, Checked(parts, nameof(parts)), out _);
    }

    /// <summary>Compares by content, the amounts of memory and the devices included.</summary>
    /// <param name="other">The other snapshot.</param>
    /// <returns>Whether everything known of both machines is the same.</returns>
    public bool Equals(NumaTopology? other)
        => other is not null && Parts == other.Parts && Possible == other.Possible && Present == other.Present && Online == other.Online && Isolated == other.Isolated
            && NohzFull == other.NohzFull && Nodes.SequenceEqual(other.Nodes) && Cores.SequenceEqual(other.Cores) && Packages.SequenceEqual(other.Packages)
            && Dies.SequenceEqual(other.Dies) && Caches.SequenceEqual(other.Caches) && Llcs.SequenceEqual(other.Llcs)
            && Devices.SequenceEqual(other.Devices) && HasSameCapacities(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NumaTopology);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Possible, Present, Online, Nodes.Count);

    /// <summary>Tells whether two snapshots have the same CPUs and nodes; amounts of memory, which balloons change, do not matter.</summary>
    /// <param name="other">The other snapshot.</param>
    /// <returns>Whether neither CPUs nor nodes came, went or moved.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public bool HasSameCpusAndNodes(NumaTopology other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Possible == other.Possible && Present == other.Present && Online == other.Online
            && Nodes.Count == other.Nodes.Count && Nodes.Zip(other.Nodes).All(pair => pair.First.HasSameShape(pair.Second));
    }

    internal static NumaTopologyParts Checked(NumaTopologyParts parts, string name)
        => (parts & ~NumaTopologyParts.All) == 0 ? parts : throw new ArgumentOutOfRangeException(name, parts, "There is no such part of a topology.");

    private bool HasSameCapacities(NumaTopology other)
    {
        foreach (int cpu in Online)
        {
            if (CapacityOf(cpu) != other.CapacityOf(cpu))
            {
                return false;
            }
        }

        return true;
    }
}
