namespace SchedExt.ReferenceHost;

/// <summary>CPUs or nodes came or went while the scheduler ran.</summary>
/// <param name="Online">The CPUs that run now.</param>
/// <param name="Nodes">The nodes with their CPUs.</param>
internal sealed record TopologyEvent(CpuSet Online, IReadOnlyList<TopologyNode> Nodes) : RunEvent
{
    internal static TopologyEvent From(NumaTopology topology) =>
        new(topology.Online, [.. topology.Nodes.Select(node => new TopologyNode(node.Id, node.Cpus, node.OnlineCpus))]);
}
