namespace SchedExt.Bpf;

/// <summary>The maps of a loaded <c>ai_numa</c> object, in shared memory, and the topology they were filled from.</summary>
internal sealed class AiNumaTables : IDisposable
{
    private readonly BpfObject _object;
    private readonly BpfMap _hints;
    private readonly BpfMapMemory<AiNumaLayout.CpuNode> _cpuNodes;
    private readonly BpfMapMemory<AiNumaLayout.CpuSlot> _cpuSlots;
    private AiNumaTopology _topology;

    internal AiNumaTables(BpfObject loaded, AiNumaTopology topology)
    {
        _object = loaded;
        _topology = topology;
        _hints = loaded.Map("home_hints");
        _cpuNodes = loaded.Map("cpu_nodes").MapMemory<AiNumaLayout.CpuNode>();
        _cpuSlots = loaded.Map("cpu_slots").MapMemory<AiNumaLayout.CpuSlot>();
        FillNodes();
        FillCpus(topology);
    }

    /// <summary>Takes over CPUs whose node has become known. The nodes themselves stay: a new one needs a restart.</summary>
    internal void Refresh(AiNumaTopology topology)
    {
        if (!topology.NodeIds.AsSpan().SequenceEqual(_topology.NodeIds) || topology.SlotOfCpu.Length != _topology.SlotOfCpu.Length) return;
        FillCpus(topology);
        _topology = topology;
    }

    /// <summary>Gives a process a home, or takes it away (<paramref name="nodeId"/> null or a node without CPUs).</summary>
    internal void SetHome(int tgid, int? nodeId)
    {
        int slot = nodeId is { } id ? _topology.SlotOfNode(id) : -1;
        if (slot >= 0) _hints.Update((uint)tgid, (uint)slot);
        else _hints.Remove((uint)tgid);
        _object.WriteVariable("home_generation", _object.ReadVariable<uint>("home_generation") + 1);
    }

    internal bool HasNode(int nodeId) => _topology.SlotOfNode(nodeId) >= 0;

    /// <summary>The counters so far, one entry a node. Each CPU's are its own; a CPU of no known node has none.</summary>
    internal AiNumaNodeStatistics[] Read()
    {
        var sums = new (long Local, long Queue, long Steal)[_topology.NodeIds.Length];
        for (int cpu = 0; cpu < _cpuSlots.Length; cpu++)
        {
            uint slot = _cpuNodes[cpu].Slot; // the program fills in what the host did not know
            if (slot >= sums.Length) continue;
            ref AiNumaLayout.CpuSlot counters = ref _cpuSlots[cpu];
            sums[slot].Local += (long)Volatile.Read(ref counters.Local);
            sums[slot].Queue += (long)(Volatile.Read(ref counters.Queue) + Volatile.Read(ref counters.Pinned));
            sums[slot].Steal += (long)Volatile.Read(ref counters.Steal);
        }

        return [.. sums.Select((sum, slot) => new AiNumaNodeStatistics(_topology.NodeIds[slot], sum.Local, sum.Queue, sum.Steal))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cpuNodes.Dispose();
        _cpuSlots.Dispose();
    }

    private void FillNodes()
    {
        using BpfMapMemory<AiNumaLayout.Node> nodes = _object.Map("nodes").MapMemory<AiNumaLayout.Node>();
        for (int slot = 0; slot < nodes.Length; slot++) nodes[slot].Id = (uint)_topology.NodeIds[slot];

        using BpfMapMemory<AiNumaLayout.Steal> order = _object.Map("steal_order").MapMemory<AiNumaLayout.Steal>();
        for (int i = 0; i < order.Length; i++) order[i] = _topology.StealOrder[i];
    }

    // What is known stays known: a CPU that goes offline may lose its links in sysfs, and the program may have learnt its node.
    private void FillCpus(AiNumaTopology topology)
    {
        for (int cpu = 0; cpu < topology.SlotOfCpu.Length; cpu++)
        {
            if (topology.SlotOfCpu[cpu] != AiNumaLayout.NoSlot || topology == _topology) _cpuNodes[cpu].Slot = topology.SlotOfCpu[cpu];
        }
    }
}
