using System.Runtime.InteropServices;

namespace SchedExt.Bpf;

/// <summary>The maps of a loaded <c>ai_numa</c> object, in shared memory, and the topology they were filled from.</summary>
internal sealed class AiNumaTables : IDisposable
{
    private readonly BpfObject _object;
    private readonly BpfMap _hints;
    private readonly BpfMapMemory<AiNumaLayout.Cpu> _cpus;
    private readonly BpfMapMemory<AiNumaLayout.Counters> _counters;
    private readonly AiNumaCgroups _cgroups;
    private AiNumaTopology _topology;

    internal AiNumaTables(BpfObject loaded, AiNumaTopology topology)
    {
        _object = loaded;
        _topology = topology;
        _hints = loaded.Map("home_hints");
        _cpus = loaded.Map("cpus").MapMemory<AiNumaLayout.Cpu>();
        _counters = loaded.Map("counters").MapMemory<AiNumaLayout.Counters>();
        _cgroups = new AiNumaCgroups(loaded);
        Fill("nodes", topology.Nodes);
        Fill("llcs", topology.Llcs);
        Fill("llc_cpus", Array.ConvertAll(topology.LlcCpus, cpu => new AiNumaLayout.LlcCpu { Cpu = (uint)cpu }));
        Fill("near", topology.Near);
        topology.Cpus.CopyTo(_cpus.Span);
    }

    /// <summary>Takes over CPUs whose place has become known. Nodes and LLCs stay as they are: a new one needs a restart.</summary>
    internal void Refresh(AiNumaTopology topology)
    {
        if (!topology.HasSameShape(_topology)) return;
        for (int cpu = 0; cpu < topology.Cpus.Length; cpu++)
        {
            // What is known stays known: the program may have learnt it, and the LLC's list of CPUs is from the start.
            if (_cpus[cpu].Llc == AiNumaLayout.NoSlot) _cpus[cpu] = topology.Cpus[cpu];
        }

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

    /// <summary>The cgroups, as far as they are limited.</summary>
    internal AiNumaCgroups Cgroups => _cgroups;

    /// <summary>The counters so far, one entry a node. Each CPU's are its own; a CPU of no known node has none.</summary>
    internal AiNumaNodeStatistics[] Read()
    {
        var sums = new AiNumaNodeStatistics[_topology.NodeIds.Length];
        for (int node = 0; node < sums.Length; node++) sums[node] = new AiNumaNodeStatistics(_topology.NodeIds[node], 0, 0, 0);
        for (int cpu = 0; cpu < _counters.Length; cpu++)
        {
            uint node = _cpus[cpu].Node; // the program fills in what the host did not know
            if (node < sums.Length) sums[node] = sums[node].Plus(Read(ref _counters[cpu], sums[node].Id));
        }

        return sums;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cpus.Dispose();
        _counters.Dispose();
        _cgroups.Dispose();
    }

    // SAFETY: the reference is into the map's memory, which stays where it is while this runs.
    private static unsafe AiNumaNodeStatistics Read(ref AiNumaLayout.Counters counters, int node) => new(
        node,
        (long)Volatile.Read(ref counters.Local),
        (long)(Volatile.Read(ref counters.Queue) + Volatile.Read(ref counters.Pinned)),
        (long)Volatile.Read(ref counters.Steal))
    {
        LlcSteal = (long)Volatile.Read(ref counters.LlcSteal),
        Preempt = (long)Volatile.Read(ref counters.Preempt),
        AtHome = (long)Volatile.Read(ref counters.Home),
        Away = (long)Volatile.Read(ref counters.Away),
        BudgetExhausted = (long)Volatile.Read(ref counters.Exhausted),
        LatencyWait = Histogram(ref counters.LatencyWait[0]),
        BulkWait = Histogram(ref counters.BulkWait[0]),
    };

    private static WakeupLatency Histogram(ref ulong first) => new(MemoryMarshal.CreateReadOnlySpan(ref first, AiNumaLayout.Buckets));

    private void Fill<T>(string map, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        using BpfMapMemory<T> memory = _object.Map(map).MapMemory<T>();
        values.CopyTo(memory.Span);
    }
}
