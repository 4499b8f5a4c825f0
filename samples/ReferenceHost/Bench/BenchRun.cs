using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>One benchmark, from the machine's check to the report.</summary>
internal sealed class BenchRun(BenchOptions options, HostConsole console, KernelRoot root, CancellationToken stop)
{
    /// <summary>Runs all rounds, or as many as there are before the end is asked for.</summary>
    /// <returns>Why it could not be done; <see langword="null"/> when it was.</returns>
    internal Failure? Run()
    {
        if (Missing() is { } missing) return missing;
        NumaTopology topology = NumaTopology.Read(root);
        var step = new TrainingStepProgram(options.Workload, topology.Online.Count);
        step.Calibrate();
        IReadOnlyList<IWorkload> workloads = options.Tools ? ToolCatalogue.For(step, options.Exact) : TrainingStep.Shapes(step, options);
        var report = new BenchReport(options, root, topology);
        var runs = new List<ArmRun>();
        var alternation = new Alternation(workloads, new SchedulerPrograms(Environment.ProcessPath!, options.Peer, options.Floors, root), console.Error, stop);
        try
        {
            for (int round = 1; round <= options.Rounds; round++)
            {
                alternation.Run(round, runs);
                report.Write(new BenchResults(runs));
            }
        }
        catch (OperationCanceledException)
        {
            return new(ExitStatus.Failed, $"stopped after {runs.Count} arms; the rounds that were done are reported.");
        }

        console.Out.Write(report.Text(new BenchResults(runs)));
        return null;
    }

    private Failure? Missing()
    {
        if (!File.Exists(options.Workload))
            return new(ExitStatus.Failed, $"cannot start '{options.Workload}': ENOENT: there is no such file. Build it with ./build.sh publish, or name it with --workload.");
        if (options.Peer is { } peer && !File.Exists(peer))
            return new(ExitStatus.Failed, $"cannot start '{peer}': ENOENT: there is no such file. --peer takes the program of a scheduler.");
        if (options.Floors is { } floors && !SchedulerPrograms.HasFloor(floors, BenchPolicy.EmptyOps))
            return new(ExitStatus.Failed, $"cannot read '{SchedulerPrograms.FloorPath(floors, BenchPolicy.EmptyOps)}': ENOENT: there is no such file. --floors takes a folder with it; ./build.sh bench scheduler --also makes one.");
        SchedExtState state = SchedExtState.Read(root);
        if (!state.IsSupported) return new(ExitStatus.Machine, "cannot compare schedulers: this kernel has no sched_ext. Run schedext doctor.");
        return state.State == "disabled" ? null : new(ExitStatus.Busy, $"the scheduler '{state.RunningScheduler}' is running. Stop it first.");
    }
}
