using System.Collections.ObjectModel;

namespace SchedExt;

/// <summary>A NUMA node: CPUs and memory that are near each other. Either may be missing.</summary>
/// <remarks>
/// Equality: by content, memory and distances included. Order: none. Thread safety: immutable. Read from
/// <c>sys/devices/system/node/nodeN</c> (drivers/base/node.c).
/// </remarks>
public sealed class NumaNode : IEquatable<NumaNode>
{
    internal NumaNode(int id, int index)
    {
        Id = id;
        Index = index;
    }

    /// <summary>The kernel's number of the node, from 0 on. Ids may have holes: 0, 8, 250.</summary>
    public int Id { get; }

    /// <summary>The position of the node in <see cref="NumaTopology.Nodes"/>, from 0 on without holes: fit for arrays.</summary>
    public int Index { get; }

    /// <summary>The CPUs of the node, with the offline ones as far as the kernel tells; may be empty. All are possible CPUs.</summary>
    /// <remarks><c>cpulist</c> names online CPUs only; the links between cpuN and nodeM directories name present ones too.</remarks>
    public required CpuSet Cpus { get; init; }

    /// <summary>The online CPUs of the node; may be empty.</summary>
    public required CpuSet OnlineCpus { get; init; }

    /// <summary>The memory of the node in bytes (<c>MemTotal</c> of its <c>meminfo</c>); 0 for a node without memory, null when unknown.</summary>
    public required long? MemoryBytes { get; init; }

    /// <summary>The distance to each node that the kernel lists, by its id, as the firmware tells it: 10 for near, more for farther, no unit.
    /// Null when unknown.</summary>
    /// <remarks>Nodes that are not online may be among them: an id need not be in <see cref="NumaTopology.Nodes"/>. Need not be symmetric; some
    /// machines say 0 for the node itself. Ascending by id.</remarks>
    public required ReadOnlyDictionary<int, int>? Distances { get; init; }

    /// <summary>Whether the node was made up because the machine has no node directory. Then it is node 0 with all CPUs.</summary>
    public bool IsSynthetic { get; init; }

    /// <summary>Whether no CPU, online or offline, is known to belong to the node: a node of memory only (HBM, CXL, GPU memory) or of nothing.</summary>
    public bool IsCpuless => Cpus.IsEmpty;

    /// <summary>Compares by content.</summary>
    /// <param name="other">The other node.</param>
    /// <returns>Whether everything known of both nodes is the same.</returns>
    public bool Equals(NumaNode? other)
        => other is not null && HasSameShape(other) && MemoryBytes == other.MemoryBytes;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NumaNode);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Cpus, OnlineCpus, MemoryBytes);

    /// <summary>The node in one line for messages.</summary>
    /// <returns>Such as <c>node 0: 0-7</c>.</returns>
    public override string ToString() => $"node {Id}: {(IsCpuless ? "no CPUs" : Cpus)}";

    /// <summary>Whether both are the same but for the amount of memory.</summary>
    internal bool HasSameShape(NumaNode other)
        => Id == other.Id && Index == other.Index && Cpus == other.Cpus && OnlineCpus == other.OnlineCpus && IsSynthetic == other.IsSynthetic
            && (Distances is null ? other.Distances is null : other.Distances is not null && Distances.SequenceEqual(other.Distances));
}
