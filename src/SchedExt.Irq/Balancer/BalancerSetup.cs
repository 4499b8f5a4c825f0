namespace SchedExt.Irq;

/// <summary>What a daemon says of itself.</summary>
/// <param name="Banned">The CPUs that it leaves alone, as of its last scan.</param>
/// <param name="Interval">The time from one of its scans to the next, at which it takes over what it was told.</param>
internal readonly record struct BalancerSetup(CpuSet Banned, TimeSpan Interval);
