using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>A process came to the node of its GPU, or has no such home any more.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Node">The node; <see langword="null"/> when it has no home now.</param>
/// <param name="Gpus">The PCI addresses of the GPUs that it has open; empty for one that takes after its parent.</param>
/// <param name="Ended">Is the process gone?</param>
internal sealed record GpuHomeEvent(int Pid, int? Node, IReadOnlyList<string> Gpus, bool Ended) : RunEvent
{
    internal static GpuHomeEvent From(GpuHomeChange change) => new(change.Pid, change.Node, [.. change.Gpus.Select(gpu => gpu.Address)], change.HasEnded);
}
