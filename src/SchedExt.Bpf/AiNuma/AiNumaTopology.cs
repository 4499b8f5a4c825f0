namespace SchedExt.Bpf;

/// <summary>
/// The machine as <c>ai_numa</c> sees it: the nodes that have CPUs, and their last-level caches, each numbered densely (slots);
/// where each possible CPU is; and for each LLC the others from near to far. Immutable. Pure: made from a topology, no I/O.
/// </summary>
internal sealed class AiNumaTopology
{
    /// <summary>The most nodes and CPUs that are taken: a distribution kernel's CONFIG_NODES_SHIFT 10 and CONFIG_NR_CPUS.</summary>
    internal const int MaxNodes = 1024, MaxCpus = 8192;

    /// <summary>A queue has one lock: an LLC of more CPUs than this counts as several, of equal size.</summary>
    internal const int MaxLlcCpus = 32;

    /// <summary>How many other LLCs a CPU takes tasks from: on a larger machine, the nearest.</summary>
    internal const int MaxNear = 64;

    private readonly Dictionary<int, int> _slotOfNode = [];

    private AiNumaTopology(int[] nodeIds, int cpuCount)
    {
        NodeIds = nodeIds;
        Nodes = new AiNumaLayout.Node[nodeIds.Length];
        Cpus = new AiNumaLayout.Cpu[cpuCount];
        Array.Fill(Cpus, new AiNumaLayout.Cpu { Llc = AiNumaLayout.NoSlot, Node = AiNumaLayout.NoSlot });
        for (int slot = 0; slot < nodeIds.Length; slot++) _slotOfNode[nodeIds[slot]] = slot;
    }

    /// <summary>The node id of each node slot.</summary>
    internal int[] NodeIds { get; }

    /// <summary>The id and LLC slots of each node slot.</summary>
    internal AiNumaLayout.Node[] Nodes { get; }

    /// <summary>The node slot and CPUs of each LLC slot.</summary>
    internal AiNumaLayout.Llc[] Llcs { get; private set; } = [];

    /// <summary>The CPUs of all LLCs, those of one adjacent.</summary>
    internal int[] LlcCpus { get; private set; } = [];

    /// <summary>The slots of each possible CPU, or <see cref="AiNumaLayout.NoSlot"/>.</summary>
    internal AiNumaLayout.Cpu[] Cpus { get; }

    /// <summary>Entries of a row of <see cref="Near"/>.</summary>
    internal int NearCount { get; private set; }

    /// <summary>Row by LLC slot, then from near to far, with the groups of equally near ones marked. The LLC itself is left out.</summary>
    internal AiNumaLayout.Near[] Near { get; private set; } = [];

    /// <summary>The slot of a node, or -1 if that node has no CPUs or does not exist.</summary>
    internal int SlotOfNode(int nodeId) => _slotOfNode.GetValueOrDefault(nodeId, -1);

    /// <summary>Are both the same but for CPUs whose place is known to one only? Then tables made for one can take the other.</summary>
    internal bool HasSameShape(AiNumaTopology other) =>
        NodeIds.AsSpan().SequenceEqual(other.NodeIds) && Cpus.Length == other.Cpus.Length && Llcs.Length == other.Llcs.Length;

    /// <summary>Makes it.</summary>
    /// <exception cref="BpfException">The machine has more nodes or CPUs than are supported.</exception>
    internal static AiNumaTopology From(NumaTopology topology)
    {
        NumaNode[] nodes = [.. topology.Nodes.Where(node => !node.IsCpuless).OrderBy(node => node.Id)];
        int cpus = topology.Possible.Last + 1;
        Limit(nodes.Length, MaxNodes, "NUMA nodes with CPUs");
        Limit(cpus, MaxCpus, "possible CPUs");

        var made = new AiNumaTopology([.. nodes.Select(node => node.Id)], cpus);
        made.FillLlcs(topology);
        made.FillNear(nodes);
        return made;
    }

    private void FillLlcs(NumaTopology topology)
    {
        ILookup<int, int> cpusOfNode = topology.Possible.ToArray().ToLookup(cpu => topology.NodeOf(cpu) is { } node ? SlotOfNode(node.Id) : -1);
        List<AiNumaLayout.Llc> llcs = [];
        List<int> llcCpus = [];
        for (int node = 0; node < Nodes.Length; node++)
        {
            Nodes[node] = new AiNumaLayout.Node { Id = (uint)NodeIds[node], FirstLlc = (uint)llcs.Count };
            foreach (List<int> llc in GroupByLlc(topology, cpusOfNode[node]))
            {
                foreach (int cpu in llc) Cpus[cpu] = new AiNumaLayout.Cpu { Llc = (uint)llcs.Count, Node = (uint)node };
                llcs.Add(new AiNumaLayout.Llc { Node = (uint)node, FirstCpu = (uint)llcCpus.Count, NrCpus = (uint)llc.Count });
                llcCpus.AddRange(llc);
            }

            Nodes[node].NrLlcs = (uint)llcs.Count - Nodes[node].FirstLlc;
        }

        (Llcs, LlcCpus) = ([.. llcs], [.. llcCpus]);
    }

    // An offline CPU tells of no cache: it goes with the first one of its node.
    private static List<List<int>> GroupByLlc(NumaTopology topology, IEnumerable<int> cpus)
    {
        Dictionary<CacheDomain, List<int>> known = new(ReferenceEqualityComparer.Instance);
        List<List<int>> groups = [];
        List<int> unknown = [];
        foreach (int cpu in cpus)
        {
            if (topology.LlcOf(cpu) is not { } llc)
            {
                unknown.Add(cpu);
                continue;
            }

            if (!known.TryGetValue(llc, out List<int>? group)) groups.Add(known[llc] = group = []);
            group.Add(cpu);
        }

        if (groups.Count == 0) groups.Add([]);
        groups[0].AddRange(unknown);
        return [.. groups.SelectMany(Split)];
    }

    private static IEnumerable<List<int>> Split(List<int> llc)
    {
        int parts = (llc.Count + MaxLlcCpus - 1) / MaxLlcCpus;
        for (int part = 0; part < parts; part++)
        {
            int first = llc.Count * part / parts;
            yield return llc[first..(llc.Count * (part + 1) / parts)];
        }
    }

    private void FillNear(NumaNode[] nodes)
    {
        NearCount = Math.Min(Llcs.Length - 1, MaxNear);
        Near = new AiNumaLayout.Near[Llcs.Length * NearCount];
        for (int llc = 0; llc < Llcs.Length; llc++) FillRow(nodes, llc);
    }

    private void FillRow(NumaNode[] nodes, int llc)
    {
        uint node = Llcs[llc].Node;

        // The same node is nearest; a node whose distance is not known is taken for the farthest.
        int Distance(int other) => Llcs[other].Node == node ? 0
            : nodes[node].Distances?.TryGetValue(NodeIds[Llcs[other].Node], out int distance) == true ? distance : int.MaxValue;

        int[] all = [.. Enumerable.Range(0, Llcs.Length).Where(other => other != llc)];
        Array.Sort(all, (one, other) => (Distance(one), one).CompareTo((Distance(other), other)));
        int[] order = all[..NearCount];
        for (int first = 0; first < order.Length;)
        {
            int distance = Distance(order[first]), length = order.Skip(first).TakeWhile(other => Distance(other) == distance).Count();
            for (int position = first; position < first + length; position++)
            {
                Near[llc * NearCount + position] = new AiNumaLayout.Near
                {
                    Llc = (ushort)order[position], First = (ushort)first, Length = (ushort)length, Remote = (ushort)(distance == 0 ? 0 : 1),
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
