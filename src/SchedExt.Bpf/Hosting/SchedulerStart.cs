namespace SchedExt.Bpf;

/// <summary>A start that the kernel confirmed.</summary>
/// <param name="Scheduler">The scheduler's name, as the kernel shows it.</param>
/// <param name="Topology">The machine that it was configured for.</param>
/// <param name="Duration">From opening the object to the kernel's confirmation.</param>
/// <param name="Restarts">How many times it was started before.</param>
/// <remarks>Immutable, and so thread-safe. Equality: by content.</remarks>
public sealed record SchedulerStart(string Scheduler, NumaTopology Topology, TimeSpan Duration, int Restarts);
