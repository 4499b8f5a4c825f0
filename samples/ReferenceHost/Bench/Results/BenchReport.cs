using System.Globalization;
using System.Runtime.InteropServices;

namespace SchedExt.ReferenceHost;

/// <summary>The report of a benchmark: Markdown, JSON, and for training steps a chart.</summary>
internal sealed class BenchReport(BenchOptions options, KernelRoot root, NumaTopology topology)
{
    private string Title => !options.Tools ? "training-step" : options.Exact ? "other-benchmarks-exact" : "other-benchmarks";

    /// <summary>The Markdown.</summary>
    internal string Text(BenchResults results) =>
        $"# {Title}\n\n{Machine()}\n\n"
        + (options.Tools ? "" : $"![]({Title}.svg)\n\n")
        + (options.Tools ? ToolReport.Text(results, options.Exact) : StepReport.Text(results)) + Lost(results);

    /// <summary>Writes all files, if there is a folder for them.</summary>
    internal void Write(BenchResults results)
    {
        if (options.Output is not { } folder) return;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Title + ".md"), Text(results).TrimEnd() + "\n");
        File.WriteAllBytes(Path.Combine(folder, Title + ".json"), BenchDocument.Bytes(results, Machine()));
        if (!options.Tools) File.WriteAllText(Path.Combine(folder, Title + ".svg"), StepChart.Draw(results));
    }

    private string Machine()
    {
        string release = root.TryReadText("proc/sys/kernel/osrelease", out string? text) ? text.Trim() : "unknown";
        string note = options.Note.Length == 0 ? "" : " " + options.Note;
        string most = options.Tools ? "" : string.Create(CultureInfo.InvariantCulture, $", at most {options.Limit.TotalSeconds:0.#} s or {options.Steps} steps an arm");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Linux {release}, {RuntimeInformation.ProcessArchitecture}, {topology.Online.Count} CPUs in {topology.Nodes.Count} node(s); {options.Rounds} round{(options.Rounds == 1 ? "" : "s")}{most}.{note}");
    }

    private static string Lost(BenchResults results)
    {
        List<ArmRun> lost = [.. results.Runs.Where(run => run.Measured is null)];
        return lost.Count == 0 ? "" : "## Rounds lost\n\n" + string.Concat(lost.Select(run => $"* Round {run.Round}, {run.Policy.Name()}, {run.Workload}: {run.Problem}\n"));
    }
}
