namespace SchedExt;

/// <summary>A GPU or another accelerator, and the files by which programs open it.</summary>
/// <remarks>Equality: by content. Order: none. Thread safety: immutable.</remarks>
public sealed class GpuDevice : IEquatable<GpuDevice>
{
    internal GpuDevice(string address, int? nodeId, string? driver, IReadOnlyList<string> files)
        => (Address, NodeId, Driver, Files) = (address, nodeId, driver, files);

    /// <summary>The PCI address as the kernel prints it: <c>0000:01:00.0</c>.</summary>
    public string Address { get; }

    /// <summary>The id of the NUMA node the device hangs off; null when the firmware does not tell (the kernel says -1).</summary>
    public int? NodeId { get; }

    /// <summary>The name of the driver, such as <c>nvidia</c>; null when unknown.</summary>
    public string? Driver { get; }

    /// <summary>The device files, in ordinal order: <c>/dev/dri/renderD128</c>, <c>/dev/nvidia0</c>.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Compares by content.</summary>
    /// <param name="other">The other device.</param>
    /// <returns>Whether everything known of both devices is the same.</returns>
    public bool Equals(GpuDevice? other)
        => other is not null && Address == other.Address && NodeId == other.NodeId && Driver == other.Driver && Files.SequenceEqual(other.Files);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GpuDevice);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Address, NodeId, Driver, Files.Count);

    /// <summary>The device in one line for messages.</summary>
    /// <returns>Such as <c>0000:01:00.0 (/dev/nvidia0, node 0)</c>.</returns>
    public override string ToString() => $"{Address} ({string.Join(' ', Files)}, {(NodeId is { } node ? $"node {node}" : "no node")})";
}
