using System.Globalization;
using System.Text;

namespace SchedExt.ReferenceHost;

/// <summary>The part of the report about benchmarks that others wrote, as Markdown. Pure.</summary>
internal static class ToolReport
{
    internal static string Text(BenchResults results)
    {
        var text = new StringBuilder("## Other benchmarks\n\nTimes (cyclictest: the latency that 99 of 100 wake-ups keep) as ratios to the kernel default's in the same round: below 1 is faster. The interval is\nthat of the median, at 95 % from six rounds on, the range below.\n\n");
        text.Append("| | | default's figure | ratio | interval | rounds lost |\n|---|---|---|---|---|---|\n");
        foreach (string tool in results.Workloads)
        {
            foreach (BenchPolicy policy in results.PoliciesOf(tool).Where(policy => policy != BenchPolicy.Eevdf)) text.Append(Row(results, tool, policy));
        }

        return text.Append('\n').ToString();
    }

    private static string Row(BenchResults results, string tool, BenchPolicy policy)
    {
        Spread? basis = results.Figure(BenchPolicy.Eevdf, tool, Tool.Figure);
        Spread? ratio = results.Ratio(policy, tool, Tool.Figure, (BenchPolicy.Eevdf, tool));
        string interval = ratio is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{ratio.IntervalLow:0.00} to {ratio.IntervalHigh:0.00}");
        return string.Create(CultureInfo.InvariantCulture, $"| {tool} | {policy.Name()} | {basis?.Median:0.###} | {ratio?.ToString() ?? "–"} | {interval} | {results.Failed(policy, tool).Count} |\n");
    }
}
