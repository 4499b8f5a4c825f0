using System.Globalization;
using System.Text;

namespace SchedExt.ReferenceHost;

/// <summary>The part of the report about benchmarks that others wrote, as Markdown. Pure.</summary>
internal static class ToolReport
{
    private const string Ratios = "Medians of the rounds, and the range. A ratio is to the kernel default's in the same round: below 1 is faster.\nThe empty ops object has no callbacks: what sched_ext itself costs.";

    /// <summary>The tables.</summary>
    /// <param name="results">The runs.</param>
    /// <param name="exact">Were they on a machine whose time is its instructions? The bars are about time.</param>
    internal static string Text(BenchResults results, bool exact)
    {
        string intro = exact
            ? $"Seconds of 1,000,000,000 instructions each, those of idle CPUs too. {Ratios}\n\nLeft out: {ToolCatalogue.Latency}. The CPUs of such a machine take turns, so how long a wake-up takes on one while another is busy says nothing.\nstress-ng: until both of its two instances are done, four times the operations of the table of times; the mean of the two instances' times, which that one has,\ntells here how far they overlapped.\nWhat `ai_numa` must reach is about times, and stands beside [those](other-benchmarks.md)."
            : $"Seconds; {ToolCatalogue.Latency}: microseconds that 99 of 100 wake-ups keep. {Ratios}\nUnder the SCHED_FIFO floor cyclictest runs under SCHED_FIFO beside the same load: what the machine itself does to a wake-up, whoever schedules.";
        var text = new StringBuilder("## Other benchmarks\n\n").Append(intro);
        text.Append("\n\n| | | figure | ratio to default | rounds lost |\n|---|---|---|---|---|\n");
        foreach (string tool in results.Workloads)
        {
            foreach (BenchPolicy policy in results.PoliciesOf(tool)) text.Append(Row(results, tool, policy));
        }

        return text.Append('\n').Append(exact ? "" : Bars(results)).ToString();
    }

    private static string Row(BenchResults results, string tool, BenchPolicy policy)
    {
        Spread? figure = results.Figure(policy, tool, Tool.Figure);
        Spread? ratio = policy == BenchPolicy.Eevdf ? null : results.Ratio(policy, tool, Tool.Figure, (BenchPolicy.Eevdf, tool));
        string compared = policy == BenchPolicy.Eevdf ? "1" : ratio?.ToString() ?? "–";
        return string.Create(CultureInfo.InvariantCulture, $"| {tool} | {policy.Name()} | {figure?.ToString(tool == ToolCatalogue.Latency ? "0" : "0.000") ?? "–"} | {compared} | {results.Failed(policy, tool).Count} |\n");
    }

    private static string Bars(BenchResults results) =>
        $"What {BenchPolicy.Ours.Name()} must reach, as ratios to the default: the median, and for times that its interval reaches 1.00 or below (95 % from six\nrounds on, the range below). Beside it, the same ratio of the floor: of sched_ext without callbacks, and of wake-ups under SCHED_FIFO.\n\n"
        + "| | bar | reached | interval | floor | holds |\n|---|---|---|---|---|---|\n"
        + string.Concat(results.Workloads.Select(tool => ToolBar.Of(results, tool).Row + "\n")) + "\n";
}
