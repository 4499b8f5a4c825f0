using Microsoft.Extensions.Logging;
using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>One run: hosts the scheduler, turns what happens into <see cref="RunEvent"/>s, and reads the counters at each interval.</summary>
internal sealed partial class SchedulerRun(RunOptions options, IRunView view, FailureReporter reporter, KernelRoot root, ILogger warnings)
{
    /// <summary>The name of the warning that a view may show too.</summary>
    internal const string LimitsLifted = "CpuLimitsLifted";

    private readonly object _gate = new();
    private NumaTopology? _topology;
    private string _scheduler = "";
    private LiftedLimits? _limits;

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
            await ReportAsync(scheduler, statistics, run);
        }

        return End(await run, ending.IsCancellationRequested);
    }

    private (SchedulerObject Scheduler, IStatisticsSource Statistics) Choose()
    {
        if (options.ObjectFile is { } file)
        {
            SchedulerObject any = SchedulerObject.FromFile(file, new SchedulerOptions { WatchdogTimeout = options.WatchdogTimeout, PartialMode = options.PartialMode });
            return (any, new KernelStatistics(root, TimeProvider.System));
        }

        var scheduler = new AiNumaScheduler(options.Policy with { WatchdogTimeout = options.WatchdogTimeout ?? options.Policy.WatchdogTimeout, PartialMode = options.PartialMode });
        _limits = new LiftedLimits(() => scheduler.LiftedCpuLimits, TimeProvider.System);
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

    private async Task ReportAsync(SchedulerObject scheduler, IStatisticsSource statistics, Task<SchedulerExit> run)
    {
        using var ended = new CancellationTokenSource();
        using GpuAffinityTracker? gpus = options.GpuHomes && scheduler is AiNumaScheduler numa ? Follow(numa) : null;
        Task following = gpus?.RunAsync(ended.Token) ?? Task.CompletedTask;
        using var timer = new PeriodicTimer(options.Interval);
        statistics.Begin();
        while (await Task.WhenAny(run, timer.WaitForNextTickAsync().AsTask()) != run)
        {
            Show(statistics.Read() with { GpuHomes = CountByNode(gpus) });
            TellNewLimits();
        }

        StatsEvent last = statistics.ReadLast() with { GpuHomes = CountByNode(gpus) };
        await ended.CancelAsync();
        await following;
        Show(last);
    }

    /// <summary>The scheduler stays: that all tasks change hands at somebody's write of a limit is what nobody expects.</summary>
    private void TellNewLimits()
    {
        if (_limits?.ReadNew() is not { Count: > 0 } added) return;
        Show(new LiftedLimitsEvent(_scheduler, added));
        LogLimitsLifted(warnings, string.Join(", ", added), _scheduler);
    }

    private GpuAffinityTracker Follow(AiNumaScheduler scheduler)
    {
        var tracker = new GpuAffinityTracker(scheduler, new() { Processes = root, Devices = root }, warnings);
        tracker.Changed += change => Show(GpuHomeEvent.From(change));
        return tracker;
    }

    private static SortedDictionary<int, int>? CountByNode(GpuAffinityTracker? gpus) =>
        gpus is null ? null : new(gpus.Homes.GroupBy(home => home.Node).ToDictionary(group => group.Key, group => group.Count()));

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
        Show(RunningEvent.From(start, root) with { LiftedCpuLimits = _limits?.ReadAll() is { Count: > 0 } lifted ? lifted : null });
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

    [LoggerMessage(1, LogLevel.Warning, "Set since the start, and not enforced while {Scheduler} runs, as this kernel does not tell it (6.17 and newer do): the limits of {Cgroups}. End it, or start it with --cpu-max partial.", EventName = LimitsLifted)]
    private static partial void LogLimitsLifted(ILogger logger, string cgroups, string scheduler);
}
