namespace SchedExt.Irq;

/// <summary>One steering mask in the journal.</summary>
/// <param name="Kind">What it steers.</param>
/// <param name="Key">What it is.</param>
/// <param name="Path">Where it was, for messages.</param>
/// <param name="Home">The mask to restore.</param>
/// <param name="Written">The mask last written, as the kernel kept it; null when none is known to be.</param>
/// <param name="Intended">The mask about to be written; null when there is none.</param>
internal sealed record SteeringEntry(SteeringKinds Kind, string Key, string Path, CpuSet Home, CpuSet? Written, CpuSet? Intended);
