using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>What <c>schedext run</c> was asked for.</summary>
/// <param name="ObjectFile">The object file; <see langword="null"/> for ai_numa.</param>
/// <param name="Duration">When to stop, from the confirmed start on; <see langword="null"/> for never.</param>
/// <param name="Interval">Time between two reports of the counters.</param>
/// <param name="WatchdogTimeout">The kernel's watchdog; <see langword="null"/> for the scheduler's own.</param>
/// <param name="PartialMode">Only tasks of the policy SCHED_EXT.</param>
/// <param name="Policy">Options of ai_numa.</param>
/// <param name="GpuHomes">Whether processes that use a GPU are at home on its node. For ai_numa only.</param>
internal sealed record RunOptions(string? ObjectFile, TimeSpan? Duration, TimeSpan Interval, TimeSpan? WatchdogTimeout, bool PartialMode, AiNumaOptions Policy, bool GpuHomes = false);
