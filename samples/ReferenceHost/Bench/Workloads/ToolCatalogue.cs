namespace SchedExt.ReferenceHost;

/// <summary>The benchmarks that others wrote, sized for some seconds each in an emulator.</summary>
internal static class ToolCatalogue
{
    /// <summary>The one whose figure is a latency.</summary>
    internal const string Latency = "cyclictest p99";

    /// <summary>stress-ng where CPUs take turns.</summary>
    internal const string Whole = "stress-ng --switch, until both are done";

    // Each takes a second or two: one run tells more of the moment than of the scheduler.
    private const int Repeats = 3;

    private const string Messages = "100", CyclictestSeconds = "6", HistogramMicroseconds = "50000";

    /// <summary>All of them.</summary>
    /// <param name="step">The load for those that have one.</param>
    /// <param name="exact">Is time the instructions of a machine whose CPUs take turns? Then without those whose figure such a machine cannot tell.</param>
    internal static IReadOnlyList<IWorkload> For(TrainingStepProgram step, bool exact) =>
        exact ? [.. Messaging(), SwitchesOfAll] : [.. Messaging().Append(Switches).Select(tool => tool with { Repeats = Repeats }), Cyclictest(step)];

    private static Tool Switches => Switching("stress-ng --switch", "40000", ToolOutput.StressNgSeconds);

    // Where CPUs take turns, the mean of the two instances' times, which is the other's figure, tells how far they overlap rather than what they cost.
    private static Tool SwitchesOfAll => Switching(Whole, "160000", ToolOutput.StressNgWholeSeconds);

    private static IReadOnlyList<Tool> Messaging() =>
    [
        Hackbench("processes, pipes", "-p"),
        Hackbench("processes, sockets"),
        Hackbench("threads, pipes", "-T", "-p"),
        Hackbench("threads, sockets", "-T"),
        new Tool("perf bench sched pipe", "perf", ["bench", "-f", "simple", "sched", "pipe", "-l", "20000"], ToolOutput.LastNumber),
    ];

    private static Tool Switching(string name, string operations, Func<string, double?> read) =>
        new(name, "stress-ng", ["--switch", "2", "--switch-ops", operations, "--metrics-brief", "--stdout"], read);

    private static Tool Hackbench(string kind, params string[] flags) =>
        new($"hackbench, {kind}", "hackbench", ["-g", "2", "-l", Messages, .. flags], output => ToolOutput.After(output, "Time:"));

    private static Tool Cyclictest(TrainingStepProgram step) =>
        new(
            Latency, "cyclictest",
            ["--affinity", "--threads", "--interval=1000", "--duration=" + CyclictestSeconds, "--quiet", "--default-system", "--histogram=" + HistogramMicroseconds, "--policy=other"],
            output => ToolOutput.HistogramPercentile(output, 0.99))
        {
            Load = () => step.Start(loaded: true, hogs: false, "--ranks", "0", "--max-seconds", "120"),
            UnderFifo = ["--policy=fifo", "--priority=1"], // the last policy that is named counts
        };
}
