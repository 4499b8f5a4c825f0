using System.Globalization;

namespace SchedExt.ReferenceHost;

/// <summary>A figure that ai_numa must reach, and the one it reached.</summary>
/// <param name="Name">What is compared with what.</param>
/// <param name="Limit">The figure to reach.</param>
/// <param name="AtMost">Is it an upper limit?</param>
/// <param name="Reached">The figure; <see langword="null"/> where nothing was measured.</param>
internal sealed record StepBar(string Name, double Limit, bool AtMost, Spread? Reached)
{
    internal bool Holds => Reached is { } reached && (AtMost ? reached.Median <= Limit : reached.Median >= Limit);

    /// <summary>One row of a Markdown table.</summary>
    internal string Row => string.Create(CultureInfo.InvariantCulture, $"| {Name} | {(AtMost ? "≤" : "≥")} {Limit:0.00} | {Reached?.ToString() ?? "none counts"} | {(Holds ? "yes" : "**no**")} |");

    /// <summary>All bars of one shape.</summary>
    internal static IEnumerable<StepBar> Of(BenchResults results, string shape)
    {
        (BenchPolicy, string) idle = (BenchPolicy.Idle, TrainingStep.IdleShape(shape)), eevdf = (BenchPolicy.Eevdf, shape), floor = (BenchPolicy.Floor, shape);
        yield return new("p50 / idle", 1.03, true, Ratio("p50_us", idle));
        yield return new("mean / idle", 1.10, true, Ratio("mean_us", idle));
        yield return new("p99 / the larger of idle and floor", 1.20, true, Ratio("p99_us", idle, floor));
        yield return new("work in all / kernel default", 0.98, false, Ratio("work_per_s", eevdf));
        yield return new("fairness among loaders", 0.80, false, results.Figure(BenchPolicy.Ours, shape, "fairness"));

        Spread? Ratio(string figure, params (BenchPolicy, string)[] bases) => results.Ratio(BenchPolicy.Ours, shape, figure, bases);
    }
}
