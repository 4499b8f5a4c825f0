using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>One rule of a file.</summary>
internal sealed record FileRule(string? Actions, string? Driver, string? Address, PciDeviceKind? Kind, int? Node, CpuSet? Cpus)
{
    internal IrqRule ToRule() => new() { Actions = Actions, Driver = Driver, Address = Address, Kind = Kind, NodeId = Node, Cpus = Cpus };
}
