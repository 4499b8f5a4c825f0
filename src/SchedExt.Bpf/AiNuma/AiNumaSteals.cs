namespace SchedExt.Bpf;

/// <summary>One entry of the matrix of steals: how many tasks a node's CPUs took from another node's queues. A value.</summary>
/// <param name="From">The kernel's id of the node whose queue they waited in.</param>
/// <param name="To">That of the node where they ran.</param>
/// <param name="Tasks">How many, since the first start.</param>
/// <remarks>Immutable, and so thread-safe.</remarks>
public sealed record AiNumaSteals(int From, int To, long Tasks);
