namespace SchedExt.ReferenceHost;

/// <summary>A benchmark that others wrote, with one figure of interest.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Program">What is started.</param>
/// <param name="Arguments">With what.</param>
/// <param name="Read">The figure in its output, lower is better; <see langword="null"/> where it is not there.</param>
internal sealed record Tool(string Name, string Program, IReadOnlyList<string> Arguments, Func<string, double?> Read) : IWorkload
{
    /// <summary>The name of its figure: seconds, or microseconds for a latency.</summary>
    internal const string Figure = "figure";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private static readonly BenchPolicy[] s_costs = [BenchPolicy.Eevdf, BenchPolicy.EmptyOps, BenchPolicy.ThinCallbacks, BenchPolicy.Peer, BenchPolicy.Ours];

    // Not the objects that do next to nothing: their queue is first in, first out, which is no floor of a latency.
    private static readonly BenchPolicy[] s_latencies = [BenchPolicy.Eevdf, BenchPolicy.Floor, BenchPolicy.Peer, BenchPolicy.Ours];

    /// <summary>What runs beside it; <see langword="null"/> for nothing.</summary>
    internal Func<ChildProcess>? Load { get; init; }

    /// <summary>More arguments, which put it under SCHED_FIFO, the floor of a latency; <see langword="null"/> where its figure is none.</summary>
    internal IReadOnlyList<string>? UnderFifo { get; init; }

    public IReadOnlyList<BenchPolicy> Policies => UnderFifo is null ? s_costs : s_latencies;

    /// <summary>How often it runs in a turn, after once more that does not count; its figure is the median. 0 if it runs once, and that counts.</summary>
    internal int Repeats { get; init; }

    /// <summary>The whole command line under a policy.</summary>
    internal IEnumerable<string> ArgumentsUnder(BenchPolicy policy) => policy == BenchPolicy.Floor ? [.. Arguments, .. UnderFifo ?? []] : Arguments;

    public Measurement Run(BenchPolicy policy, Func<bool> holds)
    {
        using ChildProcess? load = Load?.Invoke();
        if (Repeats == 0) return Measured(Once(policy, holds));
        Once(policy, holds); // an emulator translates a scheduler's programs when they run first
        double[] figures = [.. Enumerable.Range(0, Repeats).Select(_ => Once(policy, holds)).Order()];
        return Measured(figures[figures.Length / 2]);
    }

    private static Measurement Measured(double figure) => new(new Dictionary<string, double> { [Figure] = figure }, []);

    private double Once(BenchPolicy policy, Func<bool> holds)
    {
        using ChildProcess tool = ChildProcess.Start(Program, ArgumentsUnder(policy));
        string output = tool.Finish(s_limit, holds);
        return Read(output) ?? throw new WorkloadException($"{Name} printed no result: {output.Trim()}");
    }
}
