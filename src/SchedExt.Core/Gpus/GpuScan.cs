namespace SchedExt;

/// <summary>What a scan found to be other than before.</summary>
/// <param name="Changed">Processes that are new, or have other GPUs open than before, as they are now.</param>
/// <param name="Ended">Processes that ended, as they were last seen. One whose id was taken over by another is here, and the other in <paramref name="Changed"/>.</param>
/// <param name="Known">How many processes are known.</param>
/// <param name="Checked">How many of them were asked whether their open files changed.</param>
/// <param name="Listed">How many had their open files listed.</param>
/// <remarks>Equality: by content, the lists by reference. Order: none. Thread safety: immutable.</remarks>
public sealed record GpuScan(IReadOnlyList<GpuProcess> Changed, IReadOnlyList<GpuProcess> Ended, int Known, int Checked, int Listed);
