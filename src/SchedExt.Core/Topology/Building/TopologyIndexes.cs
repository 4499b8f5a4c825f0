namespace SchedExt;

/// <summary>The tables behind the look-ups of a snapshot. Filled while it is read, then only read.</summary>
internal sealed class TopologyIndexes(int width)
{
    /// <summary>The index in <see cref="NumaTopology.Nodes"/> for each CPU.</summary>
    public CpuIndexTable Nodes { get; } = new(width);

    /// <summary>The index in <see cref="NumaTopology.Cores"/> for each CPU.</summary>
    public required CpuIndexTable Cores { get; init; }

    /// <summary>The index in <see cref="NumaTopology.Packages"/> for each CPU.</summary>
    public CpuIndexTable Packages { get; } = new(width);

    /// <summary>The index in <see cref="NumaTopology.Llcs"/> for each CPU.</summary>
    public required CpuIndexTable Llcs { get; init; }

    /// <summary>The capacity of each CPU.</summary>
    public CpuIndexTable Capacities { get; } = new(width);

    /// <summary>By id, for ids have holes and may be high.</summary>
    public Dictionary<int, NumaNode> NodesById { get; } = [];

    public Dictionary<string, PciDevice> DevicesByAddress { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, PciDevice> DevicesByIrq { get; } = [];

    /// <summary>The devices of each node id that devices name, whether or not there is such a node.</summary>
    public Dictionary<int, List<PciDevice>> DevicesByNode { get; } = [];

    public void Add(NumaNode node)
    {
        NodesById.Add(node.Id, node);
        Nodes.SetMissing(node.Cpus, node.Index);
    }

    public void Add(PciDevice device)
    {
        DevicesByAddress[device.Address] = device;
        foreach (int irq in device.MsiIrqs)
        {
            DevicesByIrq.TryAdd(irq, device);
        }

        if (device.NodeId is { } node)
        {
            (System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(DevicesByNode, node, out _) ??= []).Add(device);
        }
    }
}
