namespace SchedExt;

public sealed partial class NumaTopology
{
    /// <summary>The answers of <see cref="NearestNodes"/> by node index, each made when first asked for; a race makes one twice.</summary>
    private NumaNode[]?[]? nearest;

    internal TopologyIndexes Indexes { get; }

    /// <summary>Finds a node by its id, in constant time.</summary>
    /// <param name="id">Any number.</param>
    /// <returns>The node, or null when no online node has this id.</returns>
    public NumaNode? FindNode(int id) => Indexes.NodesById.GetValueOrDefault(id);

    /// <summary>Finds the node of a CPU, online or not, in constant time.</summary>
    /// <remarks>Where nodes overlap, as some firmware has them, it is the one with the lowest id.</remarks>
    /// <param name="cpu">Any number.</param>
    /// <returns>The node, or null when the kernel does not tell or there is no such CPU.</returns>
    public NumaNode? NodeOf(int cpu) => Pick(Nodes, Indexes.Nodes.Find(cpu));

    /// <summary>Finds the physical core of an online CPU in constant time.</summary>
    /// <param name="cpu">Any number.</param>
    /// <returns>The core, or null when the kernel does not tell or the CPU is not online.</returns>
    public PhysicalCore? CoreOf(int cpu) => Pick(Cores, Indexes.Cores.Find(cpu));

    /// <summary>Finds the package (socket) of an online CPU in constant time.</summary>
    /// <param name="cpu">Any number.</param>
    /// <returns>The package, or null when the kernel does not tell or the CPU is not online.</returns>
    public CpuPackage? PackageOf(int cpu) => Pick(Packages, Indexes.Packages.Find(cpu));

    /// <summary>Finds the last-level cache of an online CPU in constant time.</summary>
    /// <param name="cpu">Any number.</param>
    /// <returns>The cache, or null when the kernel does not tell or the CPU is not online.</returns>
    public CacheDomain? LlcOf(int cpu) => Pick(Llcs, Indexes.Llcs.Find(cpu));

    /// <summary>The capacity of an online CPU: 1024 for the strongest of the machine, less for weaker ones.</summary>
    /// <remarks><c>cpuN/cpu_capacity</c>: on arm64 and others with unequal cores (drivers/base/arch_topology.c).</remarks>
    /// <param name="cpu">Any number.</param>
    /// <returns>The capacity, or null when the kernel does not tell, as on most machines.</returns>
    public int? CapacityOf(int cpu) => Indexes.Capacities.Find(cpu) is var capacity and >= 0 ? capacity : null;

    /// <summary>Lists all nodes from near to far: the node itself first, the others by ascending distance, equal ones by id.</summary>
    /// <remarks>Nodes whose distance is unknown come last. The list is made when it is first asked for, and kept:
    /// asking again takes constant time.</remarks>
    /// <param name="nodeId">The id of an online node.</param>
    /// <returns>All of <see cref="Nodes"/>, each once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No online node has this id.</exception>
    public IReadOnlyList<NumaNode> NearestNodes(int nodeId)
    {
        NumaNode from = FindNode(nodeId)
            ?? throw new ArgumentOutOfRangeException(nameof(nodeId), nodeId, $"The machine has the nodes {string.Join(", ", Nodes.Select(node => node.Id))}.");
        NumaNode[]?[] kept = nearest ??= new NumaNode[Nodes.Count][];
        return kept[from.Index] ??= [.. Nodes.OrderBy(node => node == from ? -1 : from.Distances?.GetValueOrDefault(node.Id, int.MaxValue) ?? int.MaxValue)];
    }

    /// <summary>Finds a device by its PCI address.</summary>
    /// <param name="address">The address as the kernel prints it: <c>0000:01:00.0</c>.</param>
    /// <returns>The device, or null when no device of interest has this address.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="address"/> is null.</exception>
    public PciDevice? FindDevice(string address) => Indexes.DevicesByAddress.GetValueOrDefault(address);

    /// <summary>Finds the device that a message-signalled interrupt belongs to, in constant time.</summary>
    /// <param name="irq">Any number.</param>
    /// <returns>The device, or null when the interrupt is none of a device of interest.</returns>
    public PciDevice? DeviceOfIrq(int irq) => Indexes.DevicesByIrq.GetValueOrDefault(irq);

    /// <summary>Lists the devices that hang off a node.</summary>
    /// <param name="nodeId">Any number.</param>
    /// <returns>The devices, by address; empty when there are none.</returns>
    public IReadOnlyList<PciDevice> DevicesOn(int nodeId) => Indexes.DevicesByNode.TryGetValue(nodeId, out List<PciDevice>? devices) ? devices : [];

    private static T? Pick<T>(IReadOnlyList<T> list, int index)
        where T : class => index < 0 ? null : list[index];
}
