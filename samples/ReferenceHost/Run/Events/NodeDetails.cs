namespace SchedExt.ReferenceHost;

/// <summary>What explains the counters of a node or CPU, since the first start.</summary>
/// <param name="Pinned">Tasks taken from CPUs' queues of tasks that can run there only.</param>
/// <param name="LlcSteal">Tasks taken from another last-level cache's queue of the node.</param>
/// <param name="AtHome">Runs of tasks whose home is this node.</param>
/// <param name="Away">Runs of tasks whose home is another one.</param>
/// <param name="LatencyWakeups">Wake-ups of latency tasks.</param>
/// <param name="BudgetExhausted">Those of them that waited their fair turn.</param>
/// <param name="LatencyWait">Wake-ups of latency tasks by their wait: entry n counts those below 2^n µs, the last one all others.</param>
/// <param name="BulkWait">The same of bulk tasks.</param>
internal sealed record NodeDetails(
    long Pinned, long LlcSteal, long AtHome, long Away, long LatencyWakeups, long BudgetExhausted, IReadOnlyList<long> LatencyWait, IReadOnlyList<long> BulkWait);
