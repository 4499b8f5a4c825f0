namespace SchedExt.ReferenceHost;

/// <summary>The counters at one moment. For ai_numa they come by node; for other schedulers, what the kernel counts itself.</summary>
/// <param name="Seconds">Since the first confirmed start.</param>
/// <param name="Nodes">Each node with CPUs; empty where the scheduler is not ai_numa.</param>
/// <param name="Total">The sum over the nodes; <see langword="null"/> where the scheduler is not ai_numa.</param>
internal sealed record StatsEvent(double Seconds, IReadOnlyList<NodeCounters> Nodes, NodeCounters? Total) : RunEvent
{
    /// <summary>Each CPU; <see langword="null"/> where the scheduler is not ai_numa.</summary>
    public IReadOnlyList<CpuCounters>? Cpus { get; init; }

    /// <summary>From which node to which tasks were stolen, where any were; <see langword="null"/> where the scheduler is not ai_numa.</summary>
    public IReadOnlyList<StealCount>? Steals { get; init; }

    /// <summary>Is it the last one? Then rates are means over the whole run.</summary>
    public bool? Final { get; init; }

    /// <summary>Cgroups with a CPU limit; left out where there are none.</summary>
    public IReadOnlyList<CgroupCounters>? Cgroups { get; init; }

    /// <summary>Cgroups that found no room of their own and count as part of their parents; left out where there are none.</summary>
    public int? CgroupsWithoutRoom { get; init; }

    /// <summary>"enabled" while the scheduler runs.</summary>
    public string? State { get; init; }

    /// <summary>How many tasks the scheduler declined to take.</summary>
    public long? Rejected { get; init; }

    /// <summary>How many processes are at home on each node because of a GPU; <see langword="null"/> without <c>--gpu-homes</c>.</summary>
    public IReadOnlyDictionary<int, int>? GpuHomes { get; init; }

    /// <summary>The kernel's own event counters by their names there.</summary>
    public IReadOnlyDictionary<string, long>? Events { get; init; }
}
