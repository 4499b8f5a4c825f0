using System.Runtime.InteropServices;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>The maps of a loaded <c>ai_numa</c> object, in shared memory, and the topology they were filled from.</summary>
internal sealed class AiNumaTables : IDisposable
{
    private readonly BpfObject _object;
    private readonly BpfMap _hints, _processHomes, _cgroupHomes;
    private readonly BpfMapMemory<AiNumaLayout.Cpu> _cpus;
    private readonly BpfMapMemory<AiNumaLayout.Counters> _counters;
    private readonly BpfMapMemory<AiNumaLayout.QueueState> _queues;
    private readonly BpfMapMemory<ulong> _steals;
    private readonly AiNumaCgroups _cgroups;
    private AiNumaTopology _topology;

    internal AiNumaTables(BpfObject loaded, AiNumaTopology topology)
    {
        _object = loaded;
        _topology = topology;
        _hints = loaded.Map("home_hints");
        _processHomes = loaded.Map("process_homes");
        _cgroupHomes = loaded.Map("cgroup_homes");
        _cpus = loaded.Map("cpus").MapMemory<AiNumaLayout.Cpu>();
        _counters = loaded.Map("counters").MapMemory<AiNumaLayout.Counters>();
        _queues = loaded.Map("queue_states").MapMemory<AiNumaLayout.QueueState>();
        _steals = loaded.Map("steals").MapMemory<ulong>();
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
    internal void SetHome(int tgid, int? nodeId) => Set(_hints, (uint)tgid, nodeId);

    /// <summary>The same for a process by its pidfd.</summary>
    /// <returns>Whether the process is still there.</returns>
    internal bool SetHome(SafeHandle pidfd, int? nodeId)
    {
        bool held = false;
        try
        {
            pidfd.DangerousAddRef(ref held);
            Set(_processHomes, (int)pidfd.DangerousGetHandle(), nodeId);
            return true;
        }
        catch (BpfException ended) when ((Errno)ended.Errno is Errno.ESRCH or Errno.ENOENT)
        {
            return false;
        }
        finally
        {
            if (held) pidfd.DangerousRelease();
        }
    }

    /// <summary>The same for all below a cgroup, by its id.</summary>
    internal void SetCgroupHome(ulong id, int? nodeId)
    {
        _object.WriteVariable("cgroups_have_homes", true);
        Set(_cgroupHomes, id, nodeId);
    }

    internal bool HasNode(int nodeId) => _topology.SlotOfNode(nodeId) >= 0;

    /// <summary>The cgroups, as far as they are limited.</summary>
    internal AiNumaCgroups Cgroups => _cgroups;

    /// <summary>Writes the options where the program reads them.</summary>
    internal void Apply(AiNumaOptions options)
    {
        bool hinted = _object.ReadVariable<uint>("home_hinting") != 0;
        foreach ((string variable, ulong value, bool isTime) in options.Policy())
        {
            if (isTime) _object.WriteVariable(variable, value);
            else _object.WriteVariable(variable, (uint)value);
        }

        if (hinted != options.HomeHints) RenewHints();
    }

    /// <summary>Has the kernel note what waits in each queue, for the next <see cref="Read"/>.</summary>
    internal void LookAtQueues() => _object.Run("ai_numa_look");

    /// <summary>The counters so far. Each CPU's are its own; those of a CPU of no known node count nowhere.</summary>
    /// <param name="queues">With what waited at the last <see cref="LookAtQueues"/>.</param>
    internal AiNumaStatistics Read(bool queues = true)
    {
        List<AiNumaCpuStatistics> cpus = [];
        for (int cpu = 0; cpu < _counters.Length; cpu++)
        {
            uint node = _cpus[cpu].Node; // the program fills in what the host did not know
            if (node < _topology.NodeIds.Length)
                cpus.Add((AiNumaCpuStatistics)new AiNumaCpuStatistics(cpu, _topology.NodeIds[node]).Plus(AiNumaCounterMemory.Read(ref _counters[cpu])));
        }

        AiNumaStatistics read = new([.. SumByNode(cpus)]) { Cpus = cpus, Steals = ReadSteals() };
        return queues ? new AiNumaQueues(_queues, _topology).Apply(read) : read;
    }

    private IEnumerable<AiNumaNodeStatistics> SumByNode(List<AiNumaCpuStatistics> cpus)
    {
        ILookup<int, AiNumaCpuStatistics> byNode = cpus.ToLookup(cpu => cpu.Node);
        return _topology.NodeIds.Select(id => (AiNumaNodeStatistics)byNode[id].Aggregate((AiNumaCounters)new AiNumaNodeStatistics(id), (sum, cpu) => sum.Plus(cpu)));
    }

    private List<AiNumaSteals> ReadSteals()
    {
        List<AiNumaSteals> found = [];
        int[] ids = _topology.NodeIds;
        for (int i = 0; i < _steals.Length; i++)
        {
            if (Volatile.Read(ref _steals[i]) is > 0 and var tasks) found.Add(new AiNumaSteals(ids[i / ids.Length], ids[i % ids.Length], (long)tasks));
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cpus.Dispose();
        _counters.Dispose();
        _queues.Dispose();
        _steals.Dispose();
        _cgroups.Dispose();
    }

    // Tasks compare it with the one that they last looked at.
    private void RenewHints() => _object.WriteVariable("home_generation", _object.ReadVariable<uint>("home_generation") + 1);

    private void Set<TKey>(BpfMap map, TKey key, int? nodeId)
        where TKey : unmanaged
    {
        int slot = nodeId is { } id ? _topology.SlotOfNode(id) : -1;
        if (slot >= 0) map.Update(key, (uint)slot);
        else map.Remove(key);
        RenewHints();
    }

    private void Fill<T>(string map, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        using BpfMapMemory<T> memory = _object.Map(map).MapMemory<T>();
        values.CopyTo(memory.Span);
    }
}
