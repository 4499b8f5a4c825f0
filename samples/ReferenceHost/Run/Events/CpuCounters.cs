namespace SchedExt.ReferenceHost;

/// <summary>Counters of one CPU since the first start, and what waits for it alone.</summary>
internal sealed record CpuCounters(int Cpu, int Node, long Local, long Queue, long Steal, long Preempt, int Waiting, double? LongestWaitMilliseconds, NodeDetails Details);
