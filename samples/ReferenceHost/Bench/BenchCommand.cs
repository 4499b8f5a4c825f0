using System.CommandLine;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext bench</c>.</summary>
internal static class BenchCommand
{
    internal static Command Create(HostConsole console)
    {
        Option<int?> rounds = OptionValues.Count("--rounds", "How often each scheduler has its turn. Default: 5.", 1, 1000);
        Option<int?> steps = OptionValues.Count("--steps", "Training steps of an arm. Default: 2000.", 1, 1_000_000);
        Option<TimeSpan?> limit = OptionValues.Seconds("--seconds", "End an arm early after this long. Default: 8.", 3600);
        Option<string?> workload = OptionValues.Path("--workload", "FILE", "The program training-step. Default: the one beside this program.");
        Option<string?> peer = OptionValues.Path("--peer", "FILE", "The program of another scheduler, which Ctrl-C ends, to be measured too.");
        Option<string?> floors = OptionValues.Path("--floors", "DIR", "Measure under the objects there too: empty_ops.bpf.o (no callbacks: what sched_ext itself costs), thin_callbacks.bpf.o.");
        var tools = new Option<bool>("--also") { Description = "hackbench, perf bench sched pipe, stress-ng --switch and cyclictest instead of training steps." };
        var exact = new Option<bool>("--exact") { Description = "With --also: this machine's time is the instructions that it executed (an emulator's can be). Leave out what it cannot tell." };
        Option<string?> output = OptionValues.Path("--output", "DIR", "Write a report, a chart and all figures there, anew after each round.");
        var note = new Option<string?>("--note") { HelpName = "TEXT", Description = "A sentence about the machine, for the report." };

        var command = new Command("bench", "Alternates the kernel's default scheduler and ai_numa over a training host's workload. Needs root, and a machine that does nothing else.")
        {
            rounds, steps, limit, workload, peer, floors, tools, exact, output, note,
        };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(exact) && !parsed.GetValue(tools)) parsed.AddError("--exact needs --also: training steps are latencies, which a machine that counts instructions cannot tell");
        });
        command.SetAction(parsed =>
        {
            var options = new BenchOptions(
                parsed.GetValue(rounds) ?? 5, parsed.GetValue(steps) ?? 2000, parsed.GetValue(limit) ?? TimeSpan.FromSeconds(8),
                parsed.GetValue(workload) ?? Path.Combine(AppContext.BaseDirectory, "training-step"),
                parsed.GetValue(peer), parsed.GetValue(floors), parsed.GetValue(tools), parsed.GetValue(exact), parsed.GetValue(output), parsed.GetValue(note) ?? "");
            using var signals = new StopSignals();
            return console.Report(new BenchRun(options, console, KernelRoot.Host, signals.Stop).Run());
        });
        return command;
    }
}
