using System.Text.Json.Serialization;

namespace SchedExt.ReferenceHost;

/// <summary>A machine as JSON. Unknown values are null, and printed.</summary>
internal sealed record TopologyReport(
    CpuSet Possible,
    CpuSet Present,
    CpuSet Online,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] CpuSet? Isolated,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] CpuSet? NohzFull,
    IReadOnlyList<ReportedNode> Nodes,
    IReadOnlyList<ReportedCache> Llcs,
    IReadOnlyList<ReportedCore> Cores,
    IReadOnlyList<ReportedPackage> Packages,
    IReadOnlyList<ReportedDevice> Devices)
{
    internal static TopologyReport From(NumaTopology topology) => new(
        topology.Possible,
        topology.Present,
        topology.Online,
        topology.Isolated,
        topology.NohzFull,
        [.. topology.Nodes.Select(ReportedNode.From)],
        [.. topology.Llcs.Select(cache => new ReportedCache(cache.Level, cache.Cpus))],
        [.. topology.Cores.Select(core => new ReportedCore(core.PackageId, core.CoreId, core.Cpus))],
        [.. topology.Packages.Select(package => new ReportedPackage(package.Id, package.Cpus))],
        [.. topology.Devices.Select(ReportedDevice.From)]);
}
