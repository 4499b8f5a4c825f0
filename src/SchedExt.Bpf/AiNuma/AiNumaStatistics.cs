namespace SchedExt.Bpf;

/// <summary>Counters of <see cref="AiNumaScheduler"/> at one moment. They never fall, not even across restarts.</summary>
/// <param name="Nodes">Every node with CPUs, in ascending id order.</param>
public sealed record AiNumaStatistics(IReadOnlyList<AiNumaNodeStatistics> Nodes)
{
    /// <summary>Cgroups with a CPU limit, parents before children. Empty while no scheduler runs, and on kernels that do not tell of limits (before 6.17).</summary>
    public IReadOnlyList<AiNumaCgroupStatistics> Cgroups { get; init; } = [];

    /// <summary>Cgroups that found no room of their own (<see cref="AiNumaOptions.MaximumCgroups"/>) and count as part of their parents, since the last start.</summary>
    public int CgroupsWithoutRoom { get; init; }

    /// <summary>The sum over all nodes, with id -1.</summary>
    public AiNumaNodeStatistics Total { get; } = Nodes.Aggregate(new AiNumaNodeStatistics(-1, 0, 0, 0), (sum, node) => sum.Plus(node));
}
