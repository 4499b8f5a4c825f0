namespace SchedExt.ReferenceHost;

/// <summary>A benchmark that others wrote, with one figure of interest.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Program">What is started.</param>
/// <param name="Arguments">With what.</param>
/// <param name="Read">The figure in its output, lower is better; <see langword="null"/> where it is not there.</param>
/// <param name="Load">What runs beside it; <see langword="null"/> for nothing.</param>
internal sealed record Tool(string Name, string Program, IReadOnlyList<string> Arguments, Func<string, double?> Read, Func<ChildProcess>? Load = null) : IWorkload
{
    /// <summary>The name of its figure: seconds, or microseconds for a latency.</summary>
    internal const string Figure = "figure";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    public IReadOnlyList<BenchPolicy> Policies => [BenchPolicy.Eevdf, BenchPolicy.Peer, BenchPolicy.Ours];

    public Measurement Run(BenchPolicy policy, Func<bool> holds)
    {
        using ChildProcess? load = Load?.Invoke();
        using ChildProcess tool = ChildProcess.Start(Program, Arguments);
        string output = tool.Finish(s_limit, holds);
        double figure = Read(output) ?? throw new WorkloadException($"{Name} printed no result: {output.Trim()}");
        return new(new Dictionary<string, double> { [Figure] = figure }, []);
    }
}
