namespace SchedExt.ReferenceHost;

/// <summary>Counters of one node since the first start, and their rates; the sum of all nodes has no id.</summary>
internal sealed record NodeCounters(int? Id, long Local, long Queue, long Steal, CounterRates PerSecond, NodeDetails? Details = null)
{
    /// <summary>Wake-ups of latency tasks that took a CPU from a bulk task.</summary>
    public long Preempt { get; init; }

    /// <summary>Tasks that wait now; <see langword="null"/> of the sum of a run that is over.</summary>
    public int? Waiting { get; init; }

    /// <summary>How long the one of them has waited that waits longest; <see langword="null"/> where none does.</summary>
    public double? LongestWaitMilliseconds { get; init; }
}
