namespace SchedExt.Bpf;

/// <summary>What <see cref="AiNumaScheduler"/> counted, and what waits, at one moment. Counters never fall, not even across restarts.</summary>
/// <param name="Nodes">Every node with CPUs, in ascending id order.</param>
/// <remarks>Immutable, and so thread-safe. Equality: of the same list of nodes, which no two readings share.</remarks>
public sealed record AiNumaStatistics(IReadOnlyList<AiNumaNodeStatistics> Nodes)
{
    /// <summary>Every CPU that has had a node, in ascending order.</summary>
    public IReadOnlyList<AiNumaCpuStatistics> Cpus { get; init; } = [];

    /// <summary>From which node to which tasks were stolen: the pairs where any were, by <see cref="AiNumaSteals.From"/>, then <see cref="AiNumaSteals.To"/>.</summary>
    public IReadOnlyList<AiNumaSteals> Steals { get; init; } = [];

    /// <summary>The kernel's own counters, by its names: see <see cref="SchedExtEvents"/>. They begin anew with each start.</summary>
    /// <value><see langword="null"/> where the kernel has none (before 6.15), or no scheduler runs.</value>
    public IReadOnlyDictionary<string, long>? KernelEvents { get; init; }

    /// <summary>Cgroups with a CPU limit, parents before children. Empty while no scheduler runs, and on kernels that do not tell of limits (before 6.17).</summary>
    public IReadOnlyList<AiNumaCgroupStatistics> Cgroups { get; init; } = [];

    /// <summary>Cgroups that found no room of their own (<see cref="AiNumaOptions.MaximumCgroups"/>) and count as part of their parents, since the last start.</summary>
    public int CgroupsWithoutRoom { get; init; }

    /// <summary>The sum over all nodes.</summary>
    public AiNumaCounters Total => Nodes.Aggregate(new AiNumaCounters(), (sum, node) => sum.Plus(node));

    /// <summary>With the counters of runs that ended before; what waits is this one's.</summary>
    internal AiNumaStatistics Plus(AiNumaStatistics past) => this with
    {
        Nodes = Merge(Nodes, past.Nodes, node => node.Id),
        Cpus = Merge(Cpus, past.Cpus, cpu => cpu.Cpu),
        Steals = [.. Steals.Concat(past.Steals).GroupBy(steals => (steals.From, steals.To)).OrderBy(pair => pair.Key)
            .Select(pair => new AiNumaSteals(pair.Key.From, pair.Key.To, pair.Sum(steals => steals.Tasks)))],
    };

    private static IReadOnlyList<T> Merge<T>(IReadOnlyList<T> now, IReadOnlyList<T> past, Func<T, int> id)
        where T : AiNumaCounters =>
        [.. now.Concat(past).GroupBy(id).OrderBy(same => same.Key).Select(same => (T)same.Skip(1).Aggregate((AiNumaCounters)same.First(), (sum, one) => sum.Plus(one)))];
}
