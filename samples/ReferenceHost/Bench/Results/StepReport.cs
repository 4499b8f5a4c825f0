using System.Globalization;
using System.Text;

namespace SchedExt.ReferenceHost;

/// <summary>The training steps' part of the report, as Markdown. Pure.</summary>
internal static class StepReport
{
    private const BenchPolicy Ours = BenchPolicy.Ours;

    internal static string Text(BenchResults results)
    {
        var text = new StringBuilder();
        foreach (string shape in results.Workloads)
        {
            text.Append(CultureInfo.InvariantCulture, $"## Step time: {shape}\n\nMedian of the rounds, and the range. Step times are ratios to the idle machine's in the same round, work is to the kernel default's. CPU time\nhad is all work as a part of what the CPUs did when calibrated: where it is low or varies, something else used the machine.\n\n");
            text.Append("| | steps | p50 | mean | p99 | work in all | rank bursts | loaders | fairness | CPU time had | rounds lost |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
            foreach (BenchPolicy policy in results.PoliciesOf(shape)) text.Append(Row(results, policy, shape));
            text.Append(Pooled(results, shape)).Append(Bars(results, shape));
        }

        return text.ToString();
    }

    private static string Row(BenchResults results, BenchPolicy policy, string shape)
    {
        string idle = TrainingStep.IdleShape(shape);
        IEnumerable<string> cells =
        [
            policy.Name(), results.Steps(policy, shape).ToString(CultureInfo.InvariantCulture),
            ToIdle("p50_us"), ToIdle("mean_us"), ToIdle("p99_us"), ToDefault("work_per_s"), ToDefault("bursts_per_s"), ToDefault("loader_units_per_s"),
            policy == BenchPolicy.Idle ? "–" : Cell(results.Figure(policy, shape, "fairness")),
            policy == BenchPolicy.Idle ? "–" : Cell(results.Figure(policy, shape, "capacity")),
            results.Failed(policy, shape).Count.ToString(CultureInfo.InvariantCulture),
        ];
        return $"| {string.Join(" | ", cells)} |\n";

        string ToIdle(string figure) => Cell(results.Ratio(policy, shape, figure, (BenchPolicy.Idle, idle)));
        string ToDefault(string figure) => policy == BenchPolicy.Idle ? "–" : Cell(results.Ratio(policy, shape, figure, (BenchPolicy.Eevdf, shape)));
    }

    private static string Pooled(BenchResults results, string shape)
    {
        double[] parts = [0.5, 0.9, 0.99, 0.999, 1];
        var text = new StringBuilder("\nAll steps of all rounds together, in ms:\n\n| | p50 | p90 | p99 | p99.9 | max |\n|---|---|---|---|---|---|\n");
        foreach (BenchPolicy policy in results.PoliciesOf(shape))
        {
            IEnumerable<string> cells = parts.Select(part => results.Pooled(policy, shape, part) is { } step ? (step / 1000).ToString("0.00", CultureInfo.InvariantCulture) : "–");
            text.Append(CultureInfo.InvariantCulture, $"| {policy.Name()} | {string.Join(" | ", cells)} |\n");
        }

        return text.Append('\n').ToString();
    }

    private static string Bars(BenchResults results, string shape)
    {
        string never = results.Failed(Ours, shape).Count == 0 ? "yes" : "**no**";
        return $"What {Ours.Name()} must reach:\n\n| | bar | reached | holds |\n|---|---|---|---|\n"
            + string.Concat(StepBar.Of(results, shape).Select(bar => bar.Row + "\n"))
            + $"| rounds lost | 0 | {results.Failed(Ours, shape).Count} | {never} |\n\n";
    }

    private static string Cell(Spread? spread) => spread?.ToString() ?? "–";
}
