using System.Globalization;
using System.Text;

namespace SchedExt.ReferenceHost;

/// <summary>A table per interval, with a row per CPU if wanted, and a sentence for everything else.</summary>
internal sealed class TableRunView(TextWriter output, TextStyle style, bool cpus = false) : IRunView
{
    private string _scheduler = "the scheduler";
    private double _seconds;

    /// <inheritdoc/>
    public void Show(RunEvent happened)
    {
        output.Write(Text(happened));
        output.Flush();
    }

    private string Text(RunEvent happened) => happened switch
    {
        RunningEvent running => Running(running),
        StatsEvent stats => Stats(stats),
        TopologyEvent topology => Line($"Online now: CPUs {topology.Online} ({string.Join(", ", topology.Nodes.Select(node => $"node {node.Id}: {Cpus(node.OnlineCpus)}"))})."),
        RestartEvent restart => Line(style.Warning($"{_scheduler} ended ({restart.Exit.Kind}, {restart.Exit.Reason}): restart {restart.Number}, in {restart.DelayMilliseconds:0} ms.")),
        GpuHomeEvent home => Home(home),
        LiftedLimitsEvent lifted => Line(style.Warning($"Limited since the start, and not held to it while {lifted.Scheduler} runs: {string.Join(", ", lifted.Cgroups)}.")),
        ExitEvent exit => Exit(exit),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "no such event"),
    };

    private string Running(RunningEvent running)
    {
        _scheduler = running.Scheduler;
        string again = running.Restarts == 0 ? "" : " again";
        string place = $"CPUs {running.Online}, {(running.Nodes.Count == 1 ? "node" : "nodes")} {string.Join(", ", running.Nodes)}";
        string lifted = running.LiftedCpuLimits is { } groups ? Line(style.Warning($"Not limited while it runs: {string.Join(", ", groups)}.")) : "";
        return Line($"{style.Good(_scheduler)} runs{again} on kernel {running.Release} ({place}), confirmed {running.StartMilliseconds:0} ms after its start. Ctrl-C stops it.") + lifted;
    }

    private string Stats(StatsEvent stats)
    {
        _seconds = stats.Seconds;
        string counters = stats.Total is { } total ? StatsTable.Format(stats, total, cpus, style) : KernelCounters(stats);
        return stats.GpuHomes is { Count: > 0 } homes ? counters + Line($"At home by a GPU: {string.Join(", ", homes.Select(node => $"{node.Value} on node {node.Key}"))}.") : counters;
    }

    private string KernelCounters(StatsEvent stats)
    {
        var text = new StringBuilder(Line(style.Bold($"{stats.Seconds,8:0.0} s  ") + $"state {stats.State}{(stats.Rejected is { } rejected ? $", tasks declined {rejected}" : "")}"));
        foreach ((string name, long count) in stats.Events ?? new Dictionary<string, long>())
        {
            if (count != 0) text.Append(Line($"{count,16:N0}  {name}"));
        }

        return text.ToString();
    }

    private static string Home(GpuHomeEvent home) => (home.Node, home.Ended) switch
    {
        ({ } node, _) => Line($"Process {home.Pid} is at home on node {node} ({(home.Gpus.Count == 0 ? "as its parent" : string.Join(", ", home.Gpus))})."),
        (null, true) => Line($"Process {home.Pid} ended, and its home with it."),
        _ => Line($"Process {home.Pid} has no home of a GPU any more."),
    };

    private string Exit(ExitEvent exit)
    {
        string code = exit.Code == 0 ? "" : $", code 0x{exit.Code:x}";
        string details = exit.Message.Length == 0 ? exit.Reason : $"{exit.Reason}: {exit.Message}";
        string budget = exit.RestartBudgetSpent ? "; too many restarts in a short time" : "";
        string kind = exit.IsOrderly ? style.Good(exit.Kind) : style.Bad(exit.Kind);
        return Line($"{_scheduler} ended after {_seconds:0.0} s: {kind} ({details}){code}{budget}.");
    }

    private static string Cpus(CpuSet cpus) => cpus.IsEmpty ? "none" : cpus.ToString();

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture) + "\n";

    private static string Line(string text) => text + "\n";
}
