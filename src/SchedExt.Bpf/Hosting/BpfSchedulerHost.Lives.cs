namespace SchedExt.Bpf;

/// <content>Start, confirm, watch, end: one life after another.</content>
public sealed partial class BpfSchedulerHost
{
    private const int TicksPerHotplugCheck = 10;

    private static readonly TimeSpan s_confirmInterval = TimeSpan.FromMilliseconds(5);

    // Attaching is synchronous, so the answer is there at once; the bound is for a kernel that hangs in its start.
    private static readonly TimeSpan s_confirmLimit = TimeSpan.FromSeconds(60);

    private async Task<SchedulerExit> RunLivesAsync(CancellationToken stop)
    {
        var budget = new RestartBudget(_options);
        for (int restarts = 0; ; restarts++)
        {
            SchedulerExit exit = await RunLifeAsync(restarts, stop).ConfigureAwait(false);
            if (!exit.AsksForRestart || stop.IsCancellationRequested) return exit;
            if (!budget.TryTake(out TimeSpan delay)) return exit with { RestartBudgetSpent = true };

            LogRestart(_scheduler.Name, exit, delay);
            SchedulerMeter.Restarted(_scheduler.Name);
            Restarting?.Invoke(new SchedulerRestart(exit, delay, restarts + 1));
            if (!await SleepAsync(delay, stop).ConfigureAwait(false)) return exit;
        }
    }

    private async Task<SchedulerExit> RunLifeAsync(int restarts, CancellationToken stop)
    {
        long begun = _options.Time.GetTimestamp();
        using SchedulerSession session = await StartAsync(restarts, stop).ConfigureAwait(false);
        SchedulerExit? refused = await ConfirmAsync(session, stop).ConfigureAwait(false);
        if (refused is not null)
        {
            session.End();
            return refused.AsksForRestart ? refused : throw new SchedulerRejectedException(session.SchedulerName, refused);
        }

        if (!stop.IsCancellationRequested)
        {
            TimeSpan duration = _options.Time.GetElapsedTime(begun);
            LogStarted(session.SchedulerName, duration.TotalMilliseconds);
            SchedulerMeter.Started(_scheduler.Name);
            _scheduler.OnConfirmed();
            _running.TrySetResult();
            Started?.Invoke(new SchedulerStart(session.SchedulerName, session.Topology, duration, restarts));
            await WatchAsync(session, stop).ConfigureAwait(false);
        }

        return session.End();
    }

    // After an exit the kernel needs a moment before it takes the next scheduler: EBUSY without anybody's name is that moment.
    private async Task<SchedulerSession> StartAsync(int restarts, CancellationToken stop)
    {
        const int Attempts = 40;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return SchedulerSession.Start(_scheduler, _root);
            }
            catch (SchedulerBusyException busy) when (attempt < Attempts && MayPass(busy, restarts) && !stop.IsCancellationRequested)
            {
                await SleepAsync(_options.WatchInterval, stop).ConfigureAwait(false);
            }
        }
    }

    private bool MayPass(SchedulerBusyException busy, int restarts) =>
        busy.RunningScheduler.Length == 0 || SchedExtState.Read(_root).State == "disabling" || (restarts > 0 && busy.RunningScheduler == _scheduler.Name);

    /// <returns>The exit if the kernel refused; <see langword="null"/> if it runs, or <paramref name="stop"/> came first.</returns>
    private async Task<SchedulerExit?> ConfirmAsync(SchedulerSession session, CancellationToken stop)
    {
        long begun = _options.Time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            if (session.TryConfirm(out SchedulerExit? exit) is { } decided) return decided ? null : exit;
            if (_options.Time.GetElapsedTime(begun) > s_confirmLimit)
                throw new BpfException(BpfErrorKind.Other, "start", session.SchedulerName, 0, $"start '{session.SchedulerName}': the kernel neither confirmed nor refused it within {s_confirmLimit.TotalSeconds} s.");
            await SleepAsync(s_confirmInterval, stop).ConfigureAwait(false);
        }

        return null;
    }

    private async Task WatchAsync(SchedulerSession session, CancellationToken stop)
    {
        string told = "";
        for (int tick = 1; session.ReadExit() is null; tick++)
        {
            if (!await SleepAsync(_options.WatchInterval, stop).ConfigureAwait(false)) return;
            if (tick % TicksPerHotplugCheck != 0 || !TryRefreshTopology(session, ref told)) continue;
            LogTopology(_scheduler.Name, session.Topology.Online);
            TopologyChanged?.Invoke(session.Topology);
        }
    }

    // The scheduler runs on by what it knows: a file that cannot be read for a moment is no reason to end it. Each error is told once.
    private bool TryRefreshTopology(SchedulerSession session, ref string told)
    {
        try
        {
            bool isOther = session.RefreshTopology();
            told = "";
            return isOther;
        }
        catch (Exception e) when (e is IOException or FormatException or BpfException)
        {
            if (told != e.Message) LogTopologyFailure(_scheduler.Name, e);
            told = e.Message;
            return false;
        }
    }

    /// <returns>Whether the time passed; <see langword="false"/> when <paramref name="stop"/> came first.</returns>
    private async Task<bool> SleepAsync(TimeSpan time, CancellationToken stop)
    {
        await Task.Delay(time, _options.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }
}
