namespace SchedExt.Bpf;

/// <summary>What one CPU counted, and what waits for it alone. A value: equal by content.</summary>
/// <param name="Cpu">The CPU.</param>
/// <param name="Node">The kernel's id of its node.</param>
/// <remarks>Immutable, and so thread-safe.</remarks>
public sealed record AiNumaCpuStatistics(int Cpu, int Node) : AiNumaCounters
{
    /// <summary>Tasks that wait now and can run on this CPU only; the others wait for any CPU of its last-level cache.</summary>
    public int Waiting { get; init; }

    /// <summary>How long the one of them has waited so far that waits longest; as <see cref="AiNumaNodeStatistics.LongestWait"/>.</summary>
    /// <value><see langword="null"/> where none waits.</value>
    public TimeSpan? LongestWait { get; init; }
}
