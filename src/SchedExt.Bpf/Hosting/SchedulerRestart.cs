namespace SchedExt.Bpf;

/// <summary>A restart that is about to be done.</summary>
/// <param name="Exit">The exit that asked for it.</param>
/// <param name="Delay">How long is waited first.</param>
/// <param name="Number">1 for the first restart of this host.</param>
/// <remarks>Immutable, and so thread-safe. Equality: by content.</remarks>
public sealed record SchedulerRestart(SchedulerExit Exit, TimeSpan Delay, int Number);
