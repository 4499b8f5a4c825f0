namespace SchedExt.Irq;

/// <summary>Finds CPUs for interrupts whose whole home is protected: near by where that is asked for, else any that is free.</summary>
internal sealed class SpillTargets
{
    private readonly NumaTopology topology;
    private readonly CpuSet free;
    private readonly bool near;

    /// <summary>The CPUs that share a core with a protected one; empty where that does not matter.</summary>
    private readonly CpuSet siblings;

    private readonly Dictionary<(CpuSet Home, int Node), (CpuSet, IrqCause)> found = [];

    /// <summary>The free CPUs of the machine, siblings avoided.</summary>
    private readonly CpuSet anywhere;

    public SpillTargets(NumaTopology topology, CpuSet guarded, CpuSet free, IrqPlanOptions options)
    {
        this.topology = topology;
        this.free = free;
        near = options.Placement == IrqPlacement.Near;
        siblings = options.AvoidSmtSiblings ? SiblingsOf(guarded) : default;
        anywhere = WithoutSiblings(free, free);
    }

    /// <summary>The CPUs without siblings of protected ones, where that leaves an online one.</summary>
    public CpuSet WithoutSiblings(CpuSet cpus, CpuSet online)
        => siblings.IsEmpty || (cpus - siblings) is var rest && !rest.Overlaps(online) ? cpus : rest;

    /// <summary>The target of a spill. There is a free CPU.</summary>
    public (CpuSet To, IrqCause Cause) Find(CpuSet home, int? deviceNode)
    {
        if (!near)
        {
            return (anywhere, IrqCause.HomeProtected);
        }

        int node = deviceNode ?? (home.IsEmpty ? -1 : topology.NodeOf(home.First)?.Id ?? -1);
        if (!found.TryGetValue((home, node), out (CpuSet, IrqCause) target))
        {
            found[(home, node)] = target = FindNear(home, node, deviceNode is not null);
        }

        return target;
    }

    private (CpuSet To, IrqCause Cause) FindNear(CpuSet home, int node, bool isDevice)
    {
        CpuSet cache = default, homeNodes = default;
        foreach (int cpu in home)
        {
            cache |= topology.LlcOf(cpu)?.Cpus ?? default;
            homeNodes |= topology.NodeOf(cpu)?.Cpus ?? default;
        }

        CpuSet local = isDevice && topology.FindNode(node) is { } known ? known.Cpus : homeNodes;
        return FindNear(anywhere, cache, local, node) ?? FindNear(free, cache, local, node) ?? (anywhere, IrqCause.HomeProtected);
    }

    private (CpuSet To, IrqCause Cause)? FindNear(CpuSet among, CpuSet cache, CpuSet local, int node)
        => (cache & among) is { IsEmpty: false } sameCache ? (sameCache, IrqCause.NearCache)
            : (local & among) is { IsEmpty: false } sameNode ? (sameNode, IrqCause.NearNode)
            : FindNearest(among, node);

    private (CpuSet To, IrqCause Cause)? FindNearest(CpuSet among, int node)
    {
        if (topology.FindNode(node) is not null)
        {
            foreach (NumaNode other in topology.NearestNodes(node))
            {
                if ((other.Cpus & among) is { IsEmpty: false } cpus)
                {
                    return (cpus, IrqCause.NearestNode);
                }
            }
        }

        return null;
    }

    private CpuSet SiblingsOf(CpuSet guarded)
    {
        CpuSet shared = default;
        foreach (int cpu in guarded)
        {
            shared |= topology.CoreOf(cpu)?.Cpus ?? default;
        }

        return shared - guarded;
    }
}
