using System.Text.Json.Serialization;

namespace SchedExt.ReferenceHost;

/// <summary>A node as JSON. Null is "unknown", and is printed.</summary>
internal sealed record TopologyReportNode(
    int Id,
    CpuSet Cpus,
    CpuSet OnlineCpus,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? MemoryBytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyDictionary<int, int>? Distances,
    bool Synthetic)
{
    internal static TopologyReportNode From(NumaNode node) =>
        new(node.Id, node.Cpus, node.OnlineCpus, node.MemoryBytes, node.Distances, node.IsSynthetic);
}
