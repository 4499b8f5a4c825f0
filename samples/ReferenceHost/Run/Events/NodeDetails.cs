namespace SchedExt.ReferenceHost;

/// <summary>What explains a node's counters, since the first start.</summary>
/// <param name="Preempt">Wake-ups of latency tasks that took a CPU from a bulk task.</param>
/// <param name="LlcSteal">Tasks taken from another last-level cache's queue of the node.</param>
/// <param name="AtHome">Runs of tasks whose home is this node.</param>
/// <param name="Away">Runs of tasks whose home is another one.</param>
/// <param name="BudgetExhausted">Wake-ups of latency tasks that waited their fair turn.</param>
/// <param name="LatencyWait">Wake-ups of latency tasks by their wait: entry n counts those below 2^n µs, the last one all others.</param>
/// <param name="BulkWait">The same of bulk tasks.</param>
internal sealed record NodeDetails(long Preempt, long LlcSteal, long AtHome, long Away, long BudgetExhausted, IReadOnlyList<long> LatencyWait, IReadOnlyList<long> BulkWait);
