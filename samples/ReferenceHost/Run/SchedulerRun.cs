using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>One run: hosts the scheduler, turns what happens into <see cref="RunEvent"/>s, and reads the counters at each interval.</summary>
internal sealed class SchedulerRun(RunOptions options, IRunView view, FailureReporter reporter, KernelRoot root)
{
    private readonly object _gate = new();
    private NumaTopology? _topology;
    private string _scheduler = "";
    private AiNumaScheduler? _aiNuma;

    /// <summary>Runs until <paramref name="stop"/>, the duration's end or the scheduler's.</summary>
    /// <returns>The failure that the end is; <see langword="null"/> for an orderly one. A failed start throws.</returns>
    internal async Task<Failure?> RunAsync(CancellationToken stop)
    {
        (SchedulerObject scheduler, IStatisticsSource statistics) = Choose();
        _scheduler = scheduler.Name;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var host = new BpfSchedulerHost(scheduler);
        host.Started += OnStarted;
        host.TopologyChanged += OnTopology;
        host.Restarting += restart => Show(RestartEvent.From(restart));

        Task<SchedulerExit> run = host.RunAsync(ending.Token);
        if (await HasStartedAsync(host))
        {
            if (options.Duration is { } duration) ending.CancelAfter(duration);
            await ReportAsync(statistics, run);
        }

        return End(await run, ending.IsCancellationRequested);
    }

    private (SchedulerObject Scheduler, IStatisticsSource Statistics) Choose()
    {
        SchedulerFlags? flags = options.Partial ? SchedulerFlags.SwitchPartial : null;
        if (options.ObjectFile is { } file)
        {
            SchedulerObject any = SchedulerObject.FromFile(file, new SchedulerOptions { WatchdogTimeout = options.WatchdogTimeout, Flags = flags });
            return (any, new KernelStatistics(root, TimeProvider.System));
        }

        AiNumaOptions chosen = options.WatchdogTimeout is { } timeout
            ? new() { WatchdogTimeout = timeout, Flags = flags, CpuLimits = options.CpuLimits }
            : new() { Flags = flags, CpuLimits = options.CpuLimits };
        var scheduler = _aiNuma = new AiNumaScheduler(chosen);
        return (scheduler, new NodeStatistics(scheduler.ReadStatistics, TimeProvider.System));
    }

    /// <returns>Whether it runs; <see langword="false"/> when the end was asked for first. A failed start throws.</returns>
    private static async Task<bool> HasStartedAsync(BpfSchedulerHost host)
    {
        try
        {
            await host.WaitUntilRunningAsync();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ReportAsync(IStatisticsSource statistics, Task<SchedulerExit> run)
    {
        using var timer = new PeriodicTimer(options.Interval);
        statistics.Begin();
        while (await Task.WhenAny(run, timer.WaitForNextTickAsync().AsTask()) != run) Show(statistics.Read());
        Show(statistics.ReadLast());
    }

    private Failure? End(SchedulerExit exit, bool stopped)
    {
        KeptFile? dump = reporter.Keep(_scheduler, exit);
        Show(ExitEvent.From(exit, dump));
        return FailureReporter.Explain(_scheduler, exit, stopped, dump);
    }

    private void OnStarted(SchedulerStart start)
    {
        bool changed = _topology is { } before && !before.HasSameCpusAndNodes(start.Topology);
        _scheduler = start.Scheduler;
        _topology = start.Topology;
        IReadOnlyList<string>? lifted = _aiNuma is { LiftedCpuLimits.Count: > 0 } scheduler ? scheduler.LiftedCpuLimits : null;
        Show(RunningEvent.From(start, root) with { LiftedCpuLimits = lifted });
        if (changed) Show(TopologyEvent.From(start.Topology));
    }

    private void OnTopology(NumaTopology topology)
    {
        _topology = topology;
        Show(TopologyEvent.From(topology));
    }

    // The host raises its events on the run's own task.
    private void Show(RunEvent happened)
    {
        lock (_gate) view.Show(happened);
    }
}
