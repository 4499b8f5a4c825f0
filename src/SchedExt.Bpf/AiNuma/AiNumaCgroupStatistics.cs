namespace SchedExt.Bpf;

/// <summary>A cgroup that has a CPU limit, or had one, and what that took from it since the scheduler last started. A value: equal by content.</summary>
/// <param name="Path">Below the root of cgroups: "/kubepods.slice/pod1". Names are cut at 127 bytes.</param>
/// <param name="Quota">CPU time in each period; zero if the limit is gone.</param>
/// <param name="Period">The period.</param>
/// <param name="Burst">What may be saved up beside the quota.</param>
/// <remarks>Immutable, and so thread-safe.</remarks>
public sealed record AiNumaCgroupStatistics(string Path, TimeSpan Quota, TimeSpan Period, TimeSpan Burst)
{
    /// <summary>Periods that ended.</summary>
    public long Periods { get; init; }

    /// <summary>Periods in which a task had to wait because the quota was used up.</summary>
    public long ThrottledPeriods { get; init; }

    /// <summary>How long tasks had to wait for a next period, in all.</summary>
    public TimeSpan ThrottledTime { get; init; }
}
