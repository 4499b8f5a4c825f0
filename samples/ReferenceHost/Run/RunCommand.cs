using System.CommandLine;
using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext run</c>.</summary>
internal static class RunCommand
{
    internal static Command Create(HostConsole console, FailureReporter reporter)
    {
        Option<string?> file = OptionValues.Path("--object", "FILE", "The scheduler: a BPF object file with a sched_ext ops table. Without it: ai_numa.");
        Option<TimeSpan?> duration = OptionValues.Seconds("--duration", "Stop after this long, counted from the kernel's confirmation. Without it: at Ctrl-C.", 4_000_000);
        Option<TimeSpan?> interval = OptionValues.Seconds("--interval", "Time between two tables. Default: 1.", 86_400);
        Option<TimeSpan?> timeout = OptionValues.WatchdogTimeout("--timeout-ms", "How long a runnable task may wait before the kernel ejects the scheduler. Default: 10000 for ai_numa.");
        var partial = new Option<bool>("--partial") { Description = "Schedule only tasks of the policy SCHED_EXT; all others stay with the kernel." };
        var cpus = new Option<bool>("--cpus") { Description = "With a row for each CPU, steals from node to node, and the kernel's own counters. --json always has them." };
        var policy = new PolicyOptions();
        var gpuHomes = new Option<bool>("--gpu-homes") { Description = "Keep processes that have a GPU open, and their children, at home on its NUMA node. For ai_numa." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };

        var command = new Command("run", "Runs a scheduler until Ctrl-C, and prints its counters. Needs root, or CAP_BPF and CAP_PERFMON.") { file, duration, interval, json, cpus, timeout, partial, gpuHomes };
        policy.AddTo(command, file);
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(gpuHomes) && parsed.GetResult(file) is { Implicit: false }) parsed.AddError("--gpu-homes is for ai_numa: it cannot be used with --object");
        });
        command.SetAction(async parsed =>
        {
            var options = new RunOptions(
                parsed.GetValue(file), parsed.GetValue(duration), parsed.GetValue(interval) ?? TimeSpan.FromSeconds(1), parsed.GetValue(timeout),
                parsed.GetValue(partial), policy.Read(parsed), parsed.GetValue(gpuHomes));
            bool asJson = parsed.GetValue(json);
            IRunView view = asJson ? new JsonRunView(console.Out) : new TableRunView(console.Out, console.Style, parsed.GetValue(cpus));
            var warnings = new WarningLog(console, shown: asJson ? "" : SchedulerRun.LimitsLifted);
            using var signals = new StopSignals();
            try
            {
                return console.Report(await new SchedulerRun(options, view, reporter, KernelRoot.Host, warnings).RunAsync(signals.Stop));
            }
            catch (Exception failure)
            {
                return console.Report(reporter.ExplainStart(failure));
            }
        });
        return command;
    }
}
