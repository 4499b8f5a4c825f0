namespace SchedExt.ReferenceHost;

/// <summary>One workload under one scheduler, once.</summary>
/// <param name="Round">From 1 on.</param>
/// <param name="Policy">Who scheduled.</param>
/// <param name="Workload">What ran.</param>
/// <param name="Measured">What was measured; <see langword="null"/> where it does not count.</param>
/// <param name="Problem">Why it does not count: the scheduler was ejected, the workload made no progress; empty where it does.</param>
internal sealed record ArmRun(int Round, BenchPolicy Policy, string Workload, Measurement? Measured, string Problem = "");
