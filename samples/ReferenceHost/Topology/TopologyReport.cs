namespace SchedExt.ReferenceHost;

/// <summary>A machine as JSON.</summary>
internal sealed record TopologyReport(CpuSet Possible, CpuSet Present, CpuSet Online, IReadOnlyList<TopologyReportNode> Nodes)
{
    internal static TopologyReport From(NumaTopology topology) =>
        new(topology.Possible, topology.Present, topology.Online, [.. topology.Nodes.Select(TopologyReportNode.From)]);
}
