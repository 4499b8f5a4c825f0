using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>What <c>schedext run</c> was asked for.</summary>
/// <param name="ObjectFile">The object file; <see langword="null"/> for ai_numa.</param>
/// <param name="Duration">When to stop, from the confirmed start on; <see langword="null"/> for never.</param>
/// <param name="Interval">Time between two reports of the counters.</param>
/// <param name="WatchdogTimeout">The kernel's watchdog; <see langword="null"/> for the scheduler's own.</param>
internal sealed record RunOptions(string? ObjectFile, TimeSpan? Duration, TimeSpan Interval, TimeSpan? WatchdogTimeout)
{
    /// <summary>Only tasks of the policy SCHED_EXT are the scheduler's.</summary>
    public bool Partial { get; init; }

    /// <summary>What to do about CPU limits of cgroups that the kernel does not tell schedulers of.</summary>
    public CpuLimitPolicy CpuLimits { get; init; }
}
