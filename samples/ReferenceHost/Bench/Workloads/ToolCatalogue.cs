namespace SchedExt.ReferenceHost;

/// <summary>The benchmarks that others wrote, sized for some seconds each in an emulator.</summary>
internal static class ToolCatalogue
{
    private const string Messages = "100", CyclictestSeconds = "6", HistogramMicroseconds = "50000";

    internal static IReadOnlyList<IWorkload> For(TrainingStepProgram step) =>
    [
        Hackbench("processes, pipes", "-p"),
        Hackbench("processes, sockets"),
        Hackbench("threads, pipes", "-T", "-p"),
        Hackbench("threads, sockets", "-T"),
        new Tool("perf bench sched pipe", "perf", ["bench", "-f", "simple", "sched", "pipe", "-l", "20000"], ToolOutput.LastNumber),
        new Tool("stress-ng --switch", "stress-ng", ["--switch", "2", "--switch-ops", "40000", "--metrics-brief", "--stdout"], ToolOutput.StressNgSeconds),
        new Tool(
            "cyclictest p99", "cyclictest",
            ["--policy=other", "--affinity", "--threads", "--interval=1000", "--duration=" + CyclictestSeconds, "--quiet", "--default-system", "--histogram=" + HistogramMicroseconds],
            output => ToolOutput.HistogramPercentile(output, 0.99),
            () => step.Start(loaded: true, hogs: false, "--ranks", "0", "--max-seconds", "120")),
    ];

    private static Tool Hackbench(string kind, params string[] flags) =>
        new($"hackbench, {kind}", "hackbench", ["-g", "2", "-l", Messages, .. flags], output => ToolOutput.After(output, "Time:"));
}
