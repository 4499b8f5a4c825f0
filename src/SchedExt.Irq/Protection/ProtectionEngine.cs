using Microsoft.Extensions.Logging;

namespace SchedExt.Irq;

/// <summary>One machine's protection: plans, writes, checks, repairs, restores. Guarded by the protector's gate; never calls out to users.</summary>
internal sealed class ProtectionEngine(AffinityLedger ledger, IIrqFs fs, IInterruptBalancer balancer, IrqProtectorOptions options, ILogger logger)
{
    /// <summary>The scan interval of irqbalance.</summary>
    private static readonly TimeSpan BanInterval = TimeSpan.FromSeconds(10);

    private readonly BackOff backOff = NewBackOff(options);

    private readonly SteeringKeeper steering = new(ledger, fs, options.Steering, NewBackOff(options));

    private readonly HashSet<int> spilled = [];

    private readonly QuickLook look = new(ledger, fs, options.RefreshBatch);

    private readonly BalancerBan ban = new(balancer, ledger, options.Clock);

    /// <summary>The balancer that was told of as not to be reached at the last look, and whether that was logged.</summary>
    private (int? Process, bool IsLogged) deaf;

    /// <summary>When the balancer was last looked for: that reads a file for each process.</summary>
    private long banChecked;

    /// <summary>How many steering masks were refused when last told.</summary>
    private int steeringRefused;

    private bool isJournalCurrent = true;

    private IrqPlan? plan;

    private CpuSet guarded, possible;

    /// <summary>Whether the last change could not be carried out and is due.</summary>
    public bool IsOverdue { get; private set; }

    /// <summary>What became of each interrupt.</summary>
    public IrqReport Report { get; private set; } = new(default, IrqPlanMode.Normal, []);

    /// <summary>Whether any CPU is protected.</summary>
    public bool IsProtecting => !guarded.IsEmpty;

    /// <summary>How many refreshes it takes to look at every interrupt.</summary>
    public int Rotation => options.RefreshBatch is { } batch ? Math.Max(1, (look.Count + batch - 1) / batch) : 1;

    /// <summary>Protects CPUs instead of those before. When it throws, those before are protected still.</summary>
    /// <returns>What was found different from what had been written.</returns>
    public List<IrqDrift> Protect(CpuSet cpus)
    {
        bool isFirst = guarded.IsEmpty;
        List<IrqDrift> drifts = Pass(cpus, isRefresh: false);
        IrqMetrics.ChangeProtected(cpus.Count - guarded.Count);
        guarded = cpus;
        IrqLog.Applied(logger, cpus, Report.Mode, Report);
        KeepBan(isFirst);
        return drifts;
    }

    /// <summary>Protects nothing any more, and restores.</summary>
    public IrqRestoreReport Restore()
    {
        IrqMetrics.ChangeProtected(-guarded.Count);
        guarded = default;
        plan = null;
        IsOverdue = true;
        ban.Restore();
        look.Begin();
        IrqSnapshot snapshot = IrqSnapshot.Read(fs.Root);
        var report = new IrqRestoreReport([.. new Restoration(ledger, fs, snapshot).Run(), .. new SteeringRestoration(ledger, fs, snapshot.Online).Run()]);
        Report = new IrqReport(default, IrqPlanMode.Normal, []);
        ledger.Save();
        look.Remember(fs.ReadDefaultAffinity().Cpus);
        IsOverdue = false;
        return report;
    }

    /// <summary>Fewer CPUs are wanted, and giving the others back failed: the next refresh does it.</summary>
    public void Postpone(CpuSet cpus)
    {
        IrqMetrics.ChangeProtected(cpus.Count - guarded.Count);
        guarded = cpus;
        IsOverdue = true;
    }

    /// <summary>Looks whether anything changed, and repairs it.</summary>
    public List<IrqDrift> Refresh(out IrqRestoreReport? restored)
    {
        restored = null;
        if (guarded.IsEmpty)
        {
            // Homes whose CPUs were offline may be back, or a mask of ours that a home hid.
            restored = ledger.IsNeeded && (IsOverdue || look.HasChange()) ? Restore() : null;
            return [];
        }

        if (options.Clock.GetElapsedTime(banChecked) >= BanInterval)
        {
            KeepBan(isFirst: false);
        }

        bool moved = ContinueMoves();
        bool due = ledger.Records.Values.Any(record => record.Outcome is IrqOutcome.NoVector or IrqOutcome.Deferred && backOff.IsDue(record));
        if (IsOverdue || due || HasWaitingRepair() || look.HasChange() || steering.HasChange(guarded))
        {
            return Pass(guarded, isRefresh: true);
        }

        if (moved)
        {
            Report = MakeReport(plan!);
        }

        return [];
    }

    private void KeepBan(bool isFirst)
    {
        banChecked = options.Clock.GetTimestamp();
        if (!options.BansInIrqBalance)
        {
            return;
        }

        try
        {
            Tell(ban.Keep(guarded), isFirst);
        }
        catch (IrqException e)
        {
            IrqLog.JournalBehind(logger, e);
        }
    }

    /// <summary>Warns once for each daemon that does not do as it should. One that has just been started may not listen yet.</summary>
    private void Tell(BanState state, bool isFirst)
    {
        if (state is not (BanState.Unreachable or BanState.Ignored))
        {
            // One that was told anew has still to show that it does so.
            deaf = state == BanState.Told ? deaf : default;
            return;
        }

        bool isKnown = deaf.Process == ban.Process;
        if ((isFirst || isKnown || state == BanState.Ignored) && !(isKnown && deaf.IsLogged))
        {
            IrqLog.BalancerRuns(logger, ban.Process!.Value, guarded, state == BanState.Ignored ? "was told, and does not leave" : "runs, and cannot be told to leave");
            deaf = (ban.Process, true);
        }
        else
        {
            deaf = (ban.Process, isKnown && deaf.IsLogged);
        }
    }

    private bool HasWaitingRepair()
        => ledger.Records.Values.Any(record => record.IsForeign && record.Repairs > 0 && backOff.IsDue(record) && record.Seen.Overlaps(guarded));

    private bool ContinueMoves()
    {
        var check = new MoveCheck(fs, possible);
        bool changed = false;
        foreach (IrqRecord record in ledger.Records.Values.Where(record => record.Outcome == IrqOutcome.Pending))
        {
            changed |= check.Continue(record);
        }

        return changed;
    }

    /// <summary>One look at everything, and what follows from it. A second one where CPUs went offline in between.</summary>
    private List<IrqDrift> Pass(CpuSet cpus, bool isRefresh)
    {
        IsOverdue |= isRefresh;
        List<IrqDrift> drifts = [];
        bool hasWritten = false;
        for (int attempt = 0; attempt < 2; attempt++)
        {
            look.Begin();
            IrqSnapshot snapshot = IrqSnapshot.Read(fs.Root);
            IrqReading found = fs.ReadDefaultAffinity();
            possible = snapshot.Topology.Possible;
            drifts.AddRange(CulpritFinder.Name(new Reconciliation(ledger, snapshot, cpus).Run(), fs.Root));
            drifts.AddRange(DefaultDrift(found, cpus));
            IrqPlan next = Plan(snapshot, cpus);
            PlannedIrq[] writes = [.. next.Where(irq => IsToBeWritten(irq, cpus, isRefresh))];
            var application = new PlanApplication(ledger, fs, next, DefaultTarget(found.Cpus, cpus, snapshot.Online));
            drifts.AddRange(CulpritFinder.Name(steering.Prepare(cpus, snapshot.Online, isRefresh), fs.Root));
            application.Run(writes);
            steering.Write();
            Finish(next, writes);
            hasWritten |= application.Writes > 0;
            look.Remember(application.DefaultWritten ?? found.Cpus);
            if (!application.IsOutOfDate)
            {
                break;
            }
        }

        IsOverdue = !isJournalCurrent;
        if (isRefresh && hasWritten)
        {
            IrqLog.Applied(logger, cpus, Report.Mode, Report);
        }

        return drifts;
    }

    private IEnumerable<IrqDrift> DefaultDrift(IrqReading found, CpuSet cpus)
        => found is { Succeeded: true, Cpus: var now } && ledger.DefaultWritten is [.., var written] && now != written && now != look.DefaultAffinity
            ? [new IrqDrift(null, IrqDriftKind.ForeignWrite, written, now, now.Overlaps(cpus), null)]
            : [];

    private IrqPlan Plan(IrqSnapshot snapshot, CpuSet cpus)
    {
        Dictionary<int, CpuSet> homes = ledger.Records.ToDictionary(record => record.Key, record => record.Value.Home);
        HashSet<int> refused = [.. ledger.Records.Where(record => record.Value.IsRefused).Select(record => record.Key)];
        return IrqMaskPlanner.Plan(snapshot.WithHomes(homes).WithUnmovable(refused), cpus, options.Planning, plan);
    }

    private CpuSet DefaultTarget(CpuSet now, CpuSet cpus, CpuSet online)
    {
        CpuSet home = ledger.DefaultHome ?? now;
        return ledger.DefaultHome is not null && !ledger.DefaultWritten.Contains(now) && !now.Overlaps(cpus) ? now
            : !home.Overlaps(cpus) ? home
            : (home - cpus).Overlaps(online) ? home - cpus
            : (online - cpus).IsEmpty ? home : online - cpus;
    }

    /// <summary>Somebody else's mask stays while it does no harm; one that keeps coming back is repaired less and less often.</summary>
    private bool IsToBeWritten(PlannedIrq irq, CpuSet cpus, bool isRefresh)
    {
        if (!irq.NeedsWrite || !ledger.Records.TryGetValue(irq.Irq, out IrqRecord? record) || (record.IsForeign && !irq.From.Overlaps(cpus)))
        {
            return false;
        }

        bool isRepair = record.IsForeign || record.IsWidened || record.Outcome is IrqOutcome.NoVector or IrqOutcome.Deferred;
        if (isRefresh && isRepair && !backOff.IsDue(record))
        {
            return false;
        }

        if (isRepair)
        {
            backOff.Count(record);
        }

        return true;
    }

    /// <summary>Looks where the interrupts went, and makes the journal say what is so.</summary>
    private void Finish(IrqPlan next, PlannedIrq[] writes)
    {
        var check = new MoveCheck(fs, possible);
        HashSet<int> written = [.. writes.Select(irq => irq.Irq)];
        foreach (PlannedIrq irq in next)
        {
            if (ledger.Records.TryGetValue(irq.Irq, out IrqRecord? record))
            {
                Judge(record, irq, written.Contains(irq.Irq), check);
            }
        }

        SaveFindings();
        Tell(next);
        plan = next;
        Report = MakeReport(next);
    }

    /// <summary>The journal on disk says still what was about to be written, which is enough to restore. So it fails nothing that is done already.</summary>
    private void SaveFindings()
    {
        try
        {
            ledger.Save();
            isJournalCurrent = true;
        }
        catch (IrqException e)
        {
            isJournalCurrent = false;
            IrqLog.JournalBehind(logger, e);
        }
    }

    private static void Judge(IrqRecord record, PlannedIrq irq, bool isWritten, MoveCheck check)
    {
        record.Asked = irq.To;
        record.Cause = irq.Cause;
        record.IsWidened &= irq.NeedsWrite;
        if (isWritten && record.Outcome is not IrqOutcome.Moved)
        {
            return;
        }

        if (irq.Reason == IrqReason.Unmovable)
        {
            record.Outcome = IrqOutcome.Unmovable;
        }
        else if (irq.Cause == IrqCause.LeftAlone || record.IsForeign || (irq.Cause == IrqCause.HomeOffline && !record.IsTouched))
        {
            record.Outcome = IrqOutcome.LeftAlone;
        }
        else if (!record.IsTouched)
        {
            record.Outcome = IrqOutcome.Unchanged;
        }
        else if (isWritten || record.Outcome is not (IrqOutcome.Pending or IrqOutcome.NoVector))
        {
            check.Begin(record);
        }
    }

    private void Tell(IrqPlan next)
    {
        if (plan?.Mode != next.Mode && (plan is not null || next.Mode == IrqPlanMode.Pinned))
        {
            IrqLog.ModeChanged(logger, next.Mode, next.Protected, next.Online);
        }

        foreach (PlannedIrq irq in next.Where(irq => irq.Reason == IrqReason.Spilled && spilled.Add(irq.Irq)))
        {
            IrqLog.FirstSpill(logger, irq.Identity, irq.Home, irq.To, irq.Cause);
        }

        SteeringResult[] refused = [.. steering.Results.Where(mask => mask.Outcome is IrqOutcome.Denied or IrqOutcome.Deferred)];
        if (refused.Length > 0 && refused.Length != steeringRefused)
        {
            IrqLog.SteeringRefused(logger, refused.Length, next.Protected, refused[0]);
        }

        steeringRefused = refused.Length;
        foreach (VectorShortage shortage in plan is null || plan.Protected != next.Protected ? next.VectorShortages.Take(1) : [])
        {
            IrqLog.VectorShortage(logger, shortage);
        }
    }

    private IrqReport MakeReport(IrqPlan next)
        => new(next.Protected, next.Mode, [.. next.Select(irq => ledger.Records.TryGetValue(irq.Irq, out IrqRecord? record)
            ? record.Result
            : new IrqResult(irq.Identity, irq.Reason == IrqReason.Unmovable ? IrqOutcome.Unmovable : IrqOutcome.Vanished, irq.Cause, Errno.None, irq.To, null))], steering.Results);

    private static BackOff NewBackOff(IrqProtectorOptions options)
        => new(options.Clock, options.RefreshInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromSeconds(2) : options.RefreshInterval, options.LongestBackOff);
}
