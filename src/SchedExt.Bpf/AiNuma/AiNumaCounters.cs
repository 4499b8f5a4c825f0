namespace SchedExt.Bpf;

/// <summary>
/// How tasks came to run on some CPUs, counted since the scheduler's first start: of a CPU, a node or the machine. Counters never fall, not
/// even across restarts. A value: equal by content.
/// </summary>
/// <remarks>Immutable, and so thread-safe.</remarks>
public record AiNumaCounters
{
    /// <summary>Wake-ups that went straight to an idle CPU, past every queue.</summary>
    public long Local { get; init; }

    /// <summary>Tasks taken from the queues of the CPUs' own node, whichever last-level cache's, pinned ones included.</summary>
    public long Queue { get; init; }

    /// <summary>Of <see cref="Queue"/>, the tasks taken from a CPU's queue of tasks that can run there only.</summary>
    public long Pinned { get; init; }

    /// <summary>Tasks taken from another node's queues.</summary>
    public long Steal { get; init; }

    /// <summary>Of <see cref="Queue"/>, the tasks that a CPU took from another last-level cache's queue of its node.</summary>
    public long LlcSteal { get; init; }

    /// <summary>Wake-ups of latency tasks that took a CPU from a bulk task.</summary>
    public long Preempt { get; init; }

    /// <summary>Runs of tasks whose home is the CPU's node.</summary>
    public long AtHome { get; init; }

    /// <summary>Runs of tasks whose home is another node.</summary>
    public long Away { get; init; }

    /// <summary>Wake-ups of latency tasks that waited their fair turn, because they had used up their budget.</summary>
    public long BudgetExhausted { get; init; }

    /// <summary>From wake-up to running, of latency tasks.</summary>
    public WakeupLatency LatencyWait { get; init; } = WakeupLatency.None;

    /// <summary>From wake-up to running, of bulk tasks.</summary>
    public WakeupLatency BulkWait { get; init; } = WakeupLatency.None;

    /// <summary>Wake-ups of latency tasks, all of them.</summary>
    public long LatencyWakeups => LatencyWait.Total;

    /// <summary>All ways to a CPU together: local, preempting, from a queue, stolen.</summary>
    public long Total => Local + Preempt + Queue + Steal;

    /// <summary>The sums of both; all else is this one's.</summary>
    internal AiNumaCounters Plus(AiNumaCounters other) => this with
    {
        Local = Local + other.Local,
        Queue = Queue + other.Queue,
        Pinned = Pinned + other.Pinned,
        Steal = Steal + other.Steal,
        LlcSteal = LlcSteal + other.LlcSteal,
        Preempt = Preempt + other.Preempt,
        AtHome = AtHome + other.AtHome,
        Away = Away + other.Away,
        BudgetExhausted = BudgetExhausted + other.BudgetExhausted,
        LatencyWait = LatencyWait.Plus(other.LatencyWait),
        BulkWait = BulkWait.Plus(other.BulkWait),
    };
}
