namespace SchedExt.ReferenceHost;

/// <summary>What <c>schedext bench</c> was asked for.</summary>
/// <param name="Rounds">How often each scheduler has its turn, at least 1.</param>
/// <param name="Steps">Training steps of an arm, at least 1.</param>
/// <param name="Limit">When an arm ends early, with the step under way.</param>
/// <param name="Workload">The program training-step.</param>
/// <param name="Peer">Another scheduler's program, ended by SIGINT; <see langword="null"/> for none.</param>
/// <param name="Floors">The folder of the objects that do next to nothing; <see langword="null"/> for none.</param>
/// <param name="Tools">Other benchmarks (hackbench and more) instead of training steps?</param>
/// <param name="Exact">Is this machine's time the instructions that it executed? Only with <paramref name="Tools"/>.</param>
/// <param name="Output">Where the results go; <see langword="null"/> for nowhere but standard output.</param>
/// <param name="Note">A sentence about the machine for the report; may be empty.</param>
internal sealed record BenchOptions(
    int Rounds, int Steps, TimeSpan Limit, string Workload, string? Peer, string? Floors, bool Tools, bool Exact, string? Output, string Note);
