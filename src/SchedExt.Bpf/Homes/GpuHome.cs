namespace SchedExt.Bpf;

/// <summary>A process that is at home on a node because of a GPU. A value.</summary>
/// <param name="Pid">The process id, as the tracker's <c>proc</c> has it.</param>
/// <param name="Node">The node.</param>
/// <param name="Gpus">The GPUs that it has open; empty for one that takes after its parent.</param>
/// <remarks>Immutable, and so thread-safe. Equality: by content, but that <paramref name="Gpus"/> must be the same list.</remarks>
public sealed record GpuHome(int Pid, int Node, IReadOnlyList<GpuDevice> Gpus);
