using System.Globalization;
using System.Text;

namespace SchedExt.ReferenceHost;

/// <summary>
/// The chart of the training steps: a panel a shape, a row a scheduler, on it p50, mean and p99 as ratios to the idle machine,
/// with the range of the rounds. Logarithmic, since schedulers differ by tens. Readable on light and dark pages. Pure.
/// </summary>
internal static class StepChart
{
    private const int Width = 760, Left = 150, Right = 30, RowHeight = 44, PanelTop = 40, PanelGap = 34, Legend = 44;
    private static readonly double[] s_ticks = [0.7, 1, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000];
    private static readonly (string Figure, string Name, int Offset)[] s_marks = [("p50_us", "p50", -11), ("mean_us", "mean", 0), ("p99_us", "p99", 11)];

    private const string Style = """
        <style>
          text { font: 13px system-ui, sans-serif; fill: #1f2328 } .small { font-size: 11px } .title { font-weight: 600 }
          .grid { stroke: #d0d7de } .one { stroke: #57606a; stroke-dasharray: 4 3 }
          .p50 { fill: #0969da; stroke: #0969da } .mean { fill: #bc4c00; stroke: #bc4c00 } .p99 { fill: #8250df; stroke: #8250df }
          @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 } .grid { stroke: #3d444d } .one { stroke: #9198a1 }
            .p50 { fill: #58a6ff; stroke: #58a6ff } .mean { fill: #f0883e; stroke: #f0883e } .p99 { fill: #bc8cff; stroke: #bc8cff }
          }
        </style>

        """;

    internal static string Draw(BenchResults results)
    {
        List<string> shapes = [.. results.Workloads];
        double most = shapes.SelectMany(shape => Rows(results, shape).SelectMany(policy => s_marks.Select(mark => Ratio(results, policy, shape, mark.Figure)?.Most ?? 1))).Append(2).Max();
        var body = new StringBuilder();
        int top = Legend;
        foreach (string shape in shapes) top = Panel(body, results, shape, top, most);
        return string.Create(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {top}\" role=\"img\" aria-label=\"Step time against an idle machine\">\n")
            + Style + LegendText() + body + "</svg>\n";
    }

    private static IEnumerable<BenchPolicy> Rows(BenchResults results, string shape) => results.PoliciesOf(shape).Where(policy => policy != BenchPolicy.Idle);

    private static Spread? Ratio(BenchResults results, BenchPolicy policy, string shape, string figure) =>
        results.Ratio(policy, shape, figure, (BenchPolicy.Idle, TrainingStep.IdleShape(shape)));

    private static int Panel(StringBuilder body, BenchResults results, string shape, int top, double most)
    {
        List<BenchPolicy> rows = [.. Rows(results, shape)];
        int first = top + PanelTop, bottom = first + rows.Count * RowHeight;
        Append(body, $"<text class=\"title\" x=\"{Left}\" y=\"{top + 16}\">{shape}</text>\n");
        foreach (double tick in s_ticks.Where(tick => tick <= most * 1.05))
        {
            Append(body, $"<line class=\"{(tick == 1 ? "one" : "grid")}\" x1=\"{X(tick, most):0.0}\" x2=\"{X(tick, most):0.0}\" y1=\"{first - 6}\" y2=\"{bottom}\"/>");
            Append(body, $"<text class=\"small\" text-anchor=\"middle\" x=\"{X(tick, most):0.0}\" y=\"{first - 10}\">{tick:0.#}×</text>\n");
        }

        for (int i = 0; i < rows.Count; i++) Row(body, results, rows[i], shape, first + i * RowHeight + RowHeight / 2, most);
        return bottom + PanelGap;
    }

    private static void Row(StringBuilder body, BenchResults results, BenchPolicy policy, string shape, int middle, double most)
    {
        Append(body, $"<text text-anchor=\"end\" x=\"{Left - 14}\" y=\"{middle + 4}\">{policy.Name()}</text>\n");
        if (results.Steps(policy, shape) == 0) Append(body, $"<text class=\"small\" x=\"{Left + 10}\" y=\"{middle + 4}\">no round counts: ejected or stalled</text>\n");
        if (results.Failed(policy, shape).Count is > 0 and var lost) Append(body, $"<text class=\"small\" text-anchor=\"end\" x=\"{Left - 14}\" y=\"{middle + 18}\">rounds lost: {lost}</text>\n");
        foreach ((string figure, string name, int offset) in s_marks)
        {
            if (Ratio(results, policy, shape, figure) is not { } ratio) continue;
            int y = middle + offset;
            Append(body, $"<line class=\"{name}\" stroke-width=\"2\" x1=\"{X(ratio.Least, most):0.0}\" x2=\"{X(ratio.Most, most):0.0}\" y1=\"{y}\" y2=\"{y}\"/>");
            Append(body, $"<circle class=\"{name}\" r=\"4\" cx=\"{X(ratio.Median, most):0.0}\" cy=\"{y}\"/>\n");
        }
    }

    private static string LegendText()
    {
        var legend = new StringBuilder();
        Append(legend, $"<text class=\"title\" x=\"16\" y=\"24\">Step time, idle machine = 1</text>\n");
        for (int i = 0; i < s_marks.Length; i++)
        {
            int x = 330 + i * 75;
            Append(legend, $"<circle class=\"{s_marks[i].Name}\" r=\"4\" cx=\"{x}\" cy=\"20\"/><text x=\"{x + 10}\" y=\"24\">{s_marks[i].Name}</text>\n");
        }

        Append(legend, $"<text class=\"small\" x=\"560\" y=\"24\">line: range of the rounds</text>\n");
        return legend.ToString();
    }

    // From a little below 1, which ratios may be, to the largest.
    private static double X(double ratio, double most)
    {
        const double least = 0.6;
        double part = Math.Log(double.Max(ratio, least) / least) / Math.Log(most * 1.05 / least);
        return Left + part * (Width - Left - Right);
    }

    private static void Append(StringBuilder text, FormattableString piece) => text.Append(piece.ToString(CultureInfo.InvariantCulture));
}
