using System.Text.Json.Serialization;

namespace SchedExt.ReferenceHost;

/// <summary>A NUMA node as JSON.</summary>
internal sealed record ReportedNode(
    int Id,
    CpuSet Cpus,
    CpuSet OnlineCpus,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? MemoryBytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyDictionary<int, int>? Distances,
    bool Synthetic)
{
    internal static ReportedNode From(NumaNode node) =>
        new(node.Id, node.Cpus, node.OnlineCpus, node.MemoryBytes, node.Distances, node.IsSynthetic);
}
