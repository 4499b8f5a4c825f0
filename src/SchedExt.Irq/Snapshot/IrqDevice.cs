namespace SchedExt.Irq;

/// <summary>The device behind an interrupt, as far as the machine tells.</summary>
/// <remarks>Equality: by content. Thread safety: immutable. Found by the device's list of message-signalled interrupts first, then by the
/// PCI address in the chip's name (from 6.x on) or in the handler's, then by the network interface in the handler's name.</remarks>
/// <param name="Address">The PCI address: <c>0000:01:00.0</c>; null when only the kind is known.</param>
/// <param name="Kind">GPU, network device or NVMe disk; null for anything else.</param>
/// <param name="NodeId">The NUMA node that the device hangs off; null when unknown.</param>
/// <param name="Driver">The driver's name; null when unknown.</param>
public sealed record IrqDevice(string? Address, PciDeviceKind? Kind, int? NodeId, string? Driver)
{
    internal static IrqDevice From(PciDevice device) => new(device.Address, device.Kind, device.NodeId, device.Driver);

    /// <summary>The device for messages.</summary>
    /// <returns>Such as <c>0000:01:00.0 (nvme)</c>.</returns>
    public override string ToString() => $"{Address ?? "unknown address"}{(Kind is { } kind ? $" ({kind.ToString().ToLowerInvariant()})" : "")}";
}
