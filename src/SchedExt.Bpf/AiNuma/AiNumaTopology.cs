namespace SchedExt.Bpf;

/// <summary>
/// The machine as <c>ai_numa</c> sees it: the nodes that have CPUs, numbered densely in ascending id order (slots), the slot of
/// each possible CPU, and for each slot the others from near to far. Immutable. Pure: made from a topology, no I/O.
/// </summary>
internal sealed class AiNumaTopology
{
    /// <summary>The most nodes and CPUs that are taken: a distribution kernel's CONFIG_NODES_SHIFT 10 and CONFIG_NR_CPUS.</summary>
    internal const int MaxNodes = 1024, MaxCpus = 8192;

    private readonly Dictionary<int, int> _slotOfNode = [];

    private AiNumaTopology(int[] nodeIds, int cpuCount)
    {
        NodeIds = nodeIds;
        SlotOfCpu = new uint[cpuCount];
        StealOrder = new AiNumaLayout.Steal[nodeIds.Length * nodeIds.Length];
        for (int slot = 0; slot < nodeIds.Length; slot++) _slotOfNode[nodeIds[slot]] = slot;
    }

    /// <summary>The node id of each slot.</summary>
    internal int[] NodeIds { get; }

    /// <summary>The slot of each possible CPU, or <see cref="AiNumaLayout.NoSlot"/>.</summary>
    internal uint[] SlotOfCpu { get; }

    /// <summary>Row by slot, then from near to far, with the groups of equally near ones marked. The slot itself is left out.</summary>
    internal AiNumaLayout.Steal[] StealOrder { get; }

    /// <summary>The slot of a node, or -1 if that node has no CPUs or does not exist.</summary>
    internal int SlotOfNode(int nodeId) => _slotOfNode.GetValueOrDefault(nodeId, -1);

    /// <summary>Makes it.</summary>
    /// <exception cref="BpfException">The machine has more nodes or CPUs than are supported.</exception>
    internal static AiNumaTopology From(NumaTopology topology)
    {
        NumaNode[] nodes = [.. topology.Nodes.Where(node => !node.IsCpuless).OrderBy(node => node.Id)];
        int cpus = topology.Possible.Last + 1;
        Limit(nodes.Length, MaxNodes, "NUMA nodes with CPUs");
        Limit(cpus, MaxCpus, "possible CPUs");

        var made = new AiNumaTopology([.. nodes.Select(node => node.Id)], cpus);
        Array.Fill(made.SlotOfCpu, AiNumaLayout.NoSlot);
        foreach (int cpu in topology.Possible)
        {
            if (topology.NodeOf(cpu) is { } node) made.SlotOfCpu[cpu] = (uint)made.SlotOfNode(node.Id);
        }

        for (int slot = 0; slot < nodes.Length; slot++)
            made.FillStealOrder(nodes, slot);

        return made;
    }

    private void FillStealOrder(NumaNode[] nodes, int slot)
    {
        // A node whose distance is not known is taken for the farthest.
        int Distance(int other) => nodes[slot].Distances?.TryGetValue(nodes[other].Id, out int distance) == true ? distance : int.MaxValue;

        int[] order = [.. Enumerable.Range(0, nodes.Length).Where(other => other != slot).OrderBy(Distance).ThenBy(other => other)];
        for (int first = 0; first < order.Length;)
        {
            int length = order.Skip(first).TakeWhile(other => Distance(other) == Distance(order[first])).Count();
            for (int position = first; position < first + length; position++)
            {
                StealOrder[slot * nodes.Length + position] = new AiNumaLayout.Steal
                {
                    Slot = (ushort)order[position], First = (ushort)first, Length = (ushort)length,
                };
            }

            first += length;
        }
    }

    private static void Limit(int count, int most, string what)
    {
        if (count > most)
            throw new BpfException(BpfErrorKind.NotSupported, "configure", "ai_numa", 0, $"configure 'ai_numa': this machine has {count} {what}; at most {most} are supported.");
    }
}
