namespace SchedExt.Bpf;

/// <summary>How tasks came to run on the CPUs of one node, counted since the first start. A value: equal by content.</summary>
/// <param name="Id">The kernel's node id.</param>
/// <param name="Local">Wake-ups that went straight to an idle CPU of this node.</param>
/// <param name="Queue">Tasks taken from the queues of this node, pinned ones from their CPU's queue included.</param>
/// <param name="Steal">Tasks that this node's CPUs took from another node's queues.</param>
public sealed record AiNumaNodeStatistics(int Id, long Local, long Queue, long Steal)
{
    /// <summary>Wake-ups of latency tasks that took a CPU of this node from a bulk task.</summary>
    public long Preempt { get; init; }

    /// <summary>Of <see cref="Queue"/>, the tasks that a CPU took from another last-level cache's queue of this node.</summary>
    public long LlcSteal { get; init; }

    /// <summary>Runs of tasks whose home is this node.</summary>
    public long AtHome { get; init; }

    /// <summary>Runs of tasks whose home is another node.</summary>
    public long Away { get; init; }

    /// <summary>Wake-ups of latency tasks that waited their fair turn, because they had used up their budget.</summary>
    public long BudgetExhausted { get; init; }

    /// <summary>From wake-up to running, of latency tasks.</summary>
    public WakeupLatency LatencyWait { get; init; } = WakeupLatency.None;

    /// <summary>From wake-up to running, of bulk tasks.</summary>
    public WakeupLatency BulkWait { get; init; } = WakeupLatency.None;

    /// <summary>All ways together: local, preempting, from a queue, stolen.</summary>
    public long Total => Local + Preempt + Queue + Steal;

    /// <summary>The sums of both, under this one's id.</summary>
    internal AiNumaNodeStatistics Plus(AiNumaNodeStatistics other) => new(Id, Local + other.Local, Queue + other.Queue, Steal + other.Steal)
    {
        Preempt = Preempt + other.Preempt,
        LlcSteal = LlcSteal + other.LlcSteal,
        AtHome = AtHome + other.AtHome,
        Away = Away + other.Away,
        BudgetExhausted = BudgetExhausted + other.BudgetExhausted,
        LatencyWait = LatencyWait.Plus(other.LatencyWait),
        BulkWait = BulkWait.Plus(other.BulkWait),
    };
}
