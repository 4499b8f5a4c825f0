namespace SchedExt.ReferenceHost;

/// <summary>The counters at one moment. For ai_numa they come by node; for other schedulers, what the kernel counts itself.</summary>
/// <param name="Seconds">Since the first confirmed start.</param>
/// <param name="Nodes">Each node with CPUs; empty where the scheduler is not ai_numa.</param>
/// <param name="Total">The sum over the nodes; <see langword="null"/> where the scheduler is not ai_numa.</param>
internal sealed record StatsEvent(double Seconds, IReadOnlyList<NodeCounters> Nodes, NodeCounters? Total) : RunEvent
{
    /// <summary>Is it the last one? Then rates are means over the whole run.</summary>
    public bool? Final { get; init; }

    /// <summary>Cgroups with a CPU limit; left out where there are none.</summary>
    public IReadOnlyList<CgroupCounters>? Cgroups { get; init; }

    /// <summary>"enabled" while the scheduler runs.</summary>
    public string? State { get; init; }

    /// <summary>How many tasks the scheduler declined to take.</summary>
    public long? Rejected { get; init; }

    /// <summary>The kernel's own event counters by their names there.</summary>
    public IReadOnlyDictionary<string, long>? Events { get; init; }
}
