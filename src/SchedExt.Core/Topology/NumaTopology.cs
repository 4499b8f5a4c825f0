namespace SchedExt;

/// <summary>What a machine is: its CPUs and NUMA nodes at one moment.</summary>
/// <remarks>
/// <para>Equality: by content, see <see cref="Equals(NumaTopology?)"/>. Order: none. Thread safety: immutable.</para>
/// <para>What a file does not tell is unknown (null), never guessed. CPU numbers and node ids may have holes: size arrays by
/// <c>Possible.Last + 1</c> and by <see cref="NumaNode.Index"/>.</para>
/// </remarks>
public sealed partial class NumaTopology : IEquatable<NumaTopology>
{
    internal NumaTopology(IReadOnlyList<NumaNode> nodes, CpuNodeTable nodeOfCpu)
    {
        Nodes = nodes;
        this.nodeOfCpu = nodeOfCpu;
        nearest = new NumaNode[nodes.Count][];
    }

    /// <summary>The CPUs that can ever be in this boot: present ones and those that may be plugged in. Never empty.</summary>
    /// <remarks><c>sys/devices/system/cpu/possible</c>; where that is missing, the same as <see cref="Present"/>.</remarks>
    public required CpuSet Possible { get; init; }

    /// <summary>The CPUs that are there, online or not. A subset of <see cref="Possible"/>.</summary>
    /// <remarks><c>sys/devices/system/cpu/present</c>; where that is missing, those with a cpuN directory and the online ones.</remarks>
    public required CpuSet Present { get; init; }

    /// <summary>The CPUs that run. Never empty; a subset of <see cref="Present"/>; need not hold CPU 0.</summary>
    /// <remarks><c>sys/devices/system/cpu/online</c>; where that is missing, those with a cpuN directory that does not say offline.</remarks>
    public required CpuSet Online { get; init; }

    /// <summary>All online NUMA nodes by ascending id, those without CPUs or memory included. Never empty.</summary>
    /// <remarks>A machine without node directory has one made-up node 0: see <see cref="IsSynthetic"/>.</remarks>
    public IReadOnlyList<NumaNode> Nodes { get; }

    /// <summary>Whether the machine has no node directory, so that <see cref="Nodes"/> is one made-up node 0 with all CPUs.</summary>
    public bool IsSynthetic => Nodes[0].IsSynthetic;

    /// <summary>Reads the topology of a machine.</summary>
    /// <remarks>A file that is missing or odd makes its value unknown. The files are read one after another: a CPU that comes or
    /// goes meanwhile may be seen by some and not by others; read again when that matters.</remarks>
    /// <param name="root">Where the files are.</param>
    /// <returns>The snapshot.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="root"/> is null.</exception>
    /// <exception cref="KernelFileException">Nothing tells which CPUs are online.</exception>
    /// <exception cref="KernelFormatException">A list of possible, present or online CPUs is no list or is empty, or they contradict each other.</exception>
    public static NumaTopology Read(KernelRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        using var reader = new SysFsReader(root);
        return TopologyReader.Read(reader);
    }

    /// <summary>Compares by content, the amounts of memory included.</summary>
    /// <param name="other">The other snapshot.</param>
    /// <returns>Whether everything known of both machines is the same.</returns>
    public bool Equals(NumaTopology? other)
        => other is not null && Possible == other.Possible && Present == other.Present && Online == other.Online && Nodes.SequenceEqual(other.Nodes);

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
}
