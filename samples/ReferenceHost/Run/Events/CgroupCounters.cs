namespace SchedExt.ReferenceHost;

/// <summary>A cgroup with a CPU limit, and what that took from it since the scheduler last started.</summary>
/// <param name="Path">Below the root of cgroups.</param>
/// <param name="Quota">CPU time in each period, µs; 0 if the limit is gone.</param>
/// <param name="Period">µs.</param>
/// <param name="Periods">That ended.</param>
/// <param name="ThrottledPeriods">In which a task had to wait.</param>
/// <param name="ThrottledSeconds">How long tasks had to wait, in all.</param>
internal sealed record CgroupCounters(string Path, long Quota, long Period, long Periods, long ThrottledPeriods, double ThrottledSeconds);
