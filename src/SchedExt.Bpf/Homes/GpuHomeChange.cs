namespace SchedExt.Bpf;

/// <summary>A process came to a home, moved to another, or has none any more. A value.</summary>
/// <param name="Pid">The process id, as the tracker's <c>proc</c> has it.</param>
/// <param name="Node">The node; <see langword="null"/> when it has no home now.</param>
/// <param name="Gpus">The GPUs that it has open; empty for one that takes after its parent.</param>
/// <param name="HasEnded">Is it gone?</param>
/// <remarks>Immutable, and so thread-safe. Equality: by content, but that <paramref name="Gpus"/> must be the same list.</remarks>
public sealed record GpuHomeChange(int Pid, int? Node, IReadOnlyList<GpuDevice> Gpus, bool HasEnded);
