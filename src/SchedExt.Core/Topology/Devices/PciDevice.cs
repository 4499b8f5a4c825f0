namespace SchedExt;

/// <summary>A PCI device that placement depends on: a GPU, a network device or an NVMe disk.</summary>
/// <remarks>Equality: by content. Order: none. Thread safety: immutable. Read from <c>sys/bus/pci/devices/ADDRESS</c>
/// (drivers/pci/pci-sysfs.c).</remarks>
public sealed class PciDevice : IEquatable<PciDevice>
{
    internal PciDevice(string address) => Address = address;

    /// <summary>The address as the kernel prints it: <c>0000:01:00.0</c>.</summary>
    public string Address { get; }

    /// <summary>What it is, by its class code.</summary>
    public required PciDeviceKind Kind { get; init; }

    /// <summary>The class code, 24 bits: <c>0x030200</c>.</summary>
    public required int ClassCode { get; init; }

    /// <summary>The vendor's number, 16 bits: <c>0x10de</c>; null when unknown.</summary>
    public required int? VendorId { get; init; }

    /// <summary>The vendor's number of the device, 16 bits; null when unknown.</summary>
    public required int? DeviceId { get; init; }

    /// <summary>The name of the driver that holds the device, such as <c>nvme</c>; null when none does or it is unknown.</summary>
    public required string? Driver { get; init; }

    /// <summary>The id of the NUMA node the device hangs off; null when the firmware does not tell (the kernel says -1).</summary>
    public required int? NodeId { get; init; }

    /// <summary>The CPUs that the kernel calls local to the device; null when unknown. Without a node these are usually all CPUs.</summary>
    public required CpuSet? LocalCpus { get; init; }

    /// <summary>The numbers of the message-signalled interrupts given to the device, ascending; empty when it has none.</summary>
    /// <remarks>Some have no directory in <c>proc/irq</c>: those that the driver did not ask for yet.</remarks>
    public required IReadOnlyList<int> MsiIrqs { get; init; }

    /// <summary>The network interfaces of the device, in ordinal order, those behind virtio included; empty when it has none.</summary>
    public required IReadOnlyList<string> NetInterfaces { get; init; }

    /// <summary>Compares by content.</summary>
    /// <param name="other">The other device.</param>
    /// <returns>Whether everything known of both devices is the same.</returns>
    public bool Equals(PciDevice? other)
        => other is not null && Address == other.Address && Kind == other.Kind && ClassCode == other.ClassCode && VendorId == other.VendorId
            && DeviceId == other.DeviceId && Driver == other.Driver && NodeId == other.NodeId && LocalCpus == other.LocalCpus
            && MsiIrqs.SequenceEqual(other.MsiIrqs) && NetInterfaces.SequenceEqual(other.NetInterfaces);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PciDevice);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Address, ClassCode, Driver, NodeId, MsiIrqs.Count);

    /// <summary>The device in one line for messages.</summary>
    /// <returns>Such as <c>0000:01:00.0 (gpu, node 0)</c>.</returns>
    public override string ToString()
        => $"{Address} ({Kind.ToString().ToLowerInvariant()}, {(NodeId is { } node ? $"node {node}" : "no node")})";
}
