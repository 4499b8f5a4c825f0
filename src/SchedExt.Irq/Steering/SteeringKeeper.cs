namespace SchedExt.Irq;

/// <summary>Keeps steering masks off protected CPUs. What is refused never fails a protection: it is reported, and tried again. Guarded by the protector's gate.</summary>
internal sealed class SteeringKeeper(AffinityLedger ledger, IIrqFs fs, SteeringKinds kinds, BackOff backOff)
{
    private SteeringPlan plan;

    /// <summary>What became of each mask.</summary>
    public IReadOnlyList<SteeringResult> Results => [.. Mine.Select(record => record.Result).OrderBy(result => result.Path, StringComparer.Ordinal)];

    private IEnumerable<SteeringRecord> Mine => ledger.Steering.Records.Values.Where(record => (record.Mask.Kind & kinds) != 0);

    /// <summary>Looks at everything, and says in the ledger what is about to be written.</summary>
    /// <returns>What differs from what was written, and was not reported before.</returns>
    public List<IrqDrift> Prepare(CpuSet guarded, CpuSet online, bool isRefresh)
    {
        List<IrqDrift> drifts = [];
        if (kinds == SteeringKinds.None)
        {
            return drifts;
        }

        plan = new SteeringPlan(guarded, online, SteeringPlan.ReadIsolated(fs.Root));
        HashSet<string> present = [];
        foreach (SteeringMask mask in SteeringMask.Find(fs.Root, kinds))
        {
            if (fs.ReadMask(mask.Path) is { Succeeded: true, Cpus: var found })
            {
                present.Add(mask.Key);
                Reconcile(mask, found, drifts);
            }
        }

        foreach (string gone in Mine.Select(record => record.Mask.Key).Where(key => !present.Contains(key)).ToList())
        {
            ledger.Steering.Records.Remove(gone);
        }

        // Only now: a mask that looks like what the default is about to be is not new.
        foreach (SteeringRecord record in Mine)
        {
            record.Intended = IsToBeWritten(record, isRefresh) ? plan.TargetOf(record.Mask.Kind, record.Home) : null;
        }

        return drifts;
    }

    /// <summary>Writes what is about to be, once the journal says so.</summary>
    public void Write()
    {
        foreach (SteeringRecord record in Mine)
        {
            if (record.Intended is { } target)
            {
                Write(record, target);
            }
        }
    }

    /// <summary>Whether anything is different from the last look, or due.</summary>
    public bool HasChange(CpuSet guarded)
    {
        if (kinds == SteeringKinds.None)
        {
            return false;
        }

        int seen = 0;
        foreach (SteeringMask mask in SteeringMask.Find(fs.Root, kinds))
        {
            if (fs.ReadMask(mask.Path) is { Succeeded: true, Cpus: var found })
            {
                seen++;
                if (!ledger.Steering.Records.TryGetValue(mask.Key, out SteeringRecord? record) || found != record.Seen || mask.Path != record.Mask.Path)
                {
                    return true;
                }
            }
        }

        return seen != Mine.Count() || Mine.Any(record => IsWaiting(record, guarded) && backOff.IsDue(record));
    }

    /// <summary>Repairs that were put off, and refusals.</summary>
    private static bool IsWaiting(SteeringRecord record, CpuSet guarded)
        => (record.IsForeign && record.Seen.Overlaps(guarded)) || record.Outcome is IrqOutcome.Deferred or IrqOutcome.Denied;

    private void Reconcile(SteeringMask mask, CpuSet found, List<IrqDrift> drifts)
    {
        if (!ledger.Steering.Records.TryGetValue(mask.Key, out SteeringRecord? record))
        {
            CpuSet? home = ledger.Steering.HomeOfNew(mask, found, plan);
            record = new SteeringRecord(mask) { Home = home ?? found, Written = home is null ? null : found, Asked = found, OnlineThen = plan.Online };
            ledger.Steering.Records.Add(mask.Key, record);
        }
        else if (!record.IsTouched)
        {
            record.Home = found;
        }
        else if (record.IsOurs(found, plan))
        {
            record.IsForeign = false;
        }
        else if (found != record.Seen)
        {
            Explain(record, found, drifts);
        }

        record.Mask = mask;
        record.Seen = found;
    }

    /// <summary>A driver that sets its queues anew when CPUs come and go means that: its mask is the new home. Anybody else's is not ours to restore.</summary>
    private void Explain(SteeringRecord record, CpuSet found, List<IrqDrift> drifts)
    {
        bool isHotplug = record.OnlineThen != plan.Online;
        drifts.Add(new IrqDrift(null, isHotplug ? IrqDriftKind.Hotplug : IrqDriftKind.ForeignWrite, record.Written ?? record.Home, found, found.Overlaps(plan.Guarded), null)
        {
            Path = record.Mask.Path,
        });
        if (isHotplug)
        {
            record.Home = found;
            record.Written = null;
        }

        record.IsForeign = !isHotplug;
    }

    private bool IsToBeWritten(SteeringRecord record, bool isRefresh)
    {
        CpuSet target = plan.TargetOf(record.Mask.Kind, record.Home);
        if (!Differs(record, target))
        {
            record.OnlineThen = plan.Online;
            record.Outcome = record.IsForeign || (!record.IsTouched && record.Seen.Overlaps(plan.Guarded)) ? IrqOutcome.LeftAlone : record.IsTouched ? IrqOutcome.Moved : IrqOutcome.Unchanged;
            return false;
        }

        bool isRepair = record.IsForeign || record.Outcome is IrqOutcome.Deferred or IrqOutcome.Denied;
        if (isRepair && isRefresh && !backOff.IsDue(record))
        {
            return false;
        }

        if (isRepair)
        {
            backOff.Count(record);
        }

        return true;
    }

    private bool Differs(SteeringRecord record, CpuSet target)
        => !record.IsTouched ? target != record.Home
            : record.IsForeign ? record.Seen.Overlaps(plan.Guarded) && target != record.Seen
            : record.Asked != target || (record.OnlineThen != plan.Online && !plan.IsKeptOf(record.Seen, target, isNarrowed: false)
                && !(record.Mask.IsNarrowed && record.Seen == (target & plan.Online)));

    private void Write(SteeringRecord record, CpuSet target)
    {
        IrqWriting writing = fs.WriteMask(record.Mask.Path, target);
        IrqMetrics.CountWrite(writing.Errno);
        record.Errno = writing.Errno;
        record.Intended = null;
        if (!writing.Succeeded)
        {
            record.Outcome = writing.Errno switch
            {
                Errno.EPERM or Errno.EACCES or Errno.EROFS => IrqOutcome.Denied,
                Errno.ENOENT => IrqOutcome.Vanished,
                _ => IrqOutcome.Deferred,
            };
            return;
        }

        IrqReading kept = fs.ReadMask(record.Mask.Path);
        record.Written = record.Seen = kept.Succeeded && kept.Cpus.IsSubsetOf(target) ? kept.Cpus : target;
        record.Asked = target;
        record.OnlineThen = plan.Online;
        record.IsForeign = false;
        record.Outcome = IrqOutcome.Moved;
    }
}
