namespace SchedExt.ReferenceHost;

/// <summary>Limits were set since the start, and the scheduler is not told of them.</summary>
/// <param name="Scheduler">The scheduler's name.</param>
/// <param name="Cgroups">The cgroups that are not limited and were not told of before, each with its limit.</param>
internal sealed record LiftedLimitsEvent(string Scheduler, IReadOnlyList<string> Cgroups) : RunEvent;
