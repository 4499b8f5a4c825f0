namespace SchedExt.Bpf;

/// <summary>Counters of <see cref="AiNumaScheduler"/> at one moment. They never fall, not even across restarts.</summary>
/// <param name="Nodes">Every node with CPUs, in ascending id order.</param>
public sealed record AiNumaStatistics(IReadOnlyList<AiNumaNodeStatistics> Nodes)
{
    /// <summary>The sum over all nodes, with id -1.</summary>
    public AiNumaNodeStatistics Total { get; } = Nodes.Aggregate(new AiNumaNodeStatistics(-1, 0, 0, 0), (sum, node) => sum.Plus(node));
}
