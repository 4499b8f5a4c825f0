using System.Text.Json.Serialization;

namespace SchedExt.ReferenceHost;

/// <summary>A PCI device as JSON.</summary>
internal sealed record ReportedDevice(
    string Address,
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Driver,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Node,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] CpuSet? LocalCpus,
    IReadOnlyList<int> Irqs,
    IReadOnlyList<string> NetInterfaces)
{
    internal static ReportedDevice From(PciDevice device) => new(
        device.Address, device.Kind.ToString().ToLowerInvariant(), device.Driver, device.NodeId, device.LocalCpus, device.MsiIrqs, device.NetInterfaces);
}
