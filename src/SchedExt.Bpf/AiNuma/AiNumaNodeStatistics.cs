namespace SchedExt.Bpf;

/// <summary>What the CPUs of one node counted, and what waits for them. A value: equal by content.</summary>
/// <param name="Id">The kernel's node id.</param>
/// <remarks>Immutable, and so thread-safe.</remarks>
public sealed record AiNumaNodeStatistics(int Id) : AiNumaCounters
{
    /// <summary>Tasks that wait now, in the queues of the node's last-level caches and of its CPUs.</summary>
    public int Waiting { get; init; }

    /// <summary>How long the task has waited so far that waits longest.</summary>
    /// <value>
    /// In the kernel's ticks (4 ms at 250 Hz), so a short wait may be 0. Of each queue the first 128 tasks are looked at.
    /// <see langword="null"/> where none waits.
    /// </value>
    public TimeSpan? LongestWait { get; init; }
}
