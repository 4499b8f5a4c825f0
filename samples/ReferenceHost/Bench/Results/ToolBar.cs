using System.Globalization;

namespace SchedExt.ReferenceHost;

/// <summary>The part of the default's figure that ai_numa may need at most, beside the floor of that benchmark. Pure.</summary>
/// <param name="Tool">Which benchmark.</param>
/// <param name="Limit">The ratio that the median must not exceed.</param>
/// <param name="Reach">What the median's interval must reach too; <see langword="null"/> where the median is enough.</param>
/// <param name="Reached">ai_numa's ratio; <see langword="null"/> where nothing was measured.</param>
/// <param name="Floor">Whose ratio is the floor.</param>
/// <param name="FloorRatio">The floor's ratio; <see langword="null"/> where nothing was measured.</param>
internal sealed record ToolBar(string Tool, double Limit, double? Reach, Spread? Reached, BenchPolicy Floor, Spread? FloorRatio)
{
    internal bool Holds => Reached is { } reached && reached.Median <= Limit && !(reached.IntervalLow > Reach);

    /// <summary>One row of a Markdown table.</summary>
    internal string Row
    {
        get
        {
            string reach = Reach is { } most ? string.Create(CultureInfo.InvariantCulture, $", interval from {most:0.00} or less") : "";
            string interval = Reached is { } reached ? string.Create(CultureInfo.InvariantCulture, $"{reached.IntervalLow:0.00} to {reached.IntervalHigh:0.00}") : "–";
            string floor = FloorRatio is null ? "not measured" : $"{Floor.Name()}: {FloorRatio}";
            return string.Create(CultureInfo.InvariantCulture, $"| {Tool} | ≤ {Limit:0.00}{reach} | {Reached?.ToString() ?? "none counts"} | {interval} | {floor} | {(Holds ? "yes" : "**no**")} |");
        }
    }

    /// <summary>The bar of one benchmark: wake-ups in half the default's time, all else in the default's.</summary>
    internal static ToolBar Of(BenchResults results, string tool)
    {
        bool latency = tool == ToolCatalogue.Latency;
        BenchPolicy floor = latency ? BenchPolicy.Floor : BenchPolicy.EmptyOps;
        return new(tool, latency ? 0.5 : 1.05, latency ? null : 1, Ratio(BenchPolicy.Ours), floor, Ratio(floor));

        Spread? Ratio(BenchPolicy policy) => results.Ratio(policy, tool, ReferenceHost.Tool.Figure, (BenchPolicy.Eevdf, tool));
    }
}
