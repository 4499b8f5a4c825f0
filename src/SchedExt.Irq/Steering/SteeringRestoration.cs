namespace SchedExt.Irq;

/// <summary>Puts steering masks back, three-way: what was, what we wrote, what is there now.</summary>
internal sealed class SteeringRestoration(AffinityLedger ledger, IIrqFs fs, CpuSet online)
{
    private readonly SteeringPlan plan = new(default, online, SteeringPlan.ReadIsolated(fs.Root));

    /// <summary>Restores each mask; what is settled leaves the ledger.</summary>
    public IReadOnlyList<IrqRestoreResult> Run()
    {
        SteeringLedger steering = ledger.Steering;
        if (!steering.IsTouched)
        {
            steering.Records.Clear();
            return [];
        }

        List<IrqRestoreResult> results = [];
        Dictionary<string, SteeringMask> present = [];
        foreach (SteeringMask mask in SteeringMask.Find(fs.Root, SteeringKinds.All))
        {
            present[mask.Key] = mask;
        }

        AddBorn(present.Values);
        foreach (SteeringRecord record in steering.Records.Values.Where(record => record.IsTouched).OrderBy(record => record.Mask.IsDefault).ToList())
        {
            record.Mask = present.TryGetValue(record.Mask.Key, out SteeringMask now) ? now : record.Mask;
            CpuSet? written = record.Intended ?? record.Written;
            IrqRestoreResult result = Restore(record) with { Written = written };
            results.Add(result);
            if (result.IsSettled)
            {
                steering.Records.Remove(record.Mask.Key);
            }
        }

        if (!steering.IsTouched)
        {
            steering.Records.Clear();
        }

        return results;
    }

    /// <summary>Queues that came while our default was in force, and that the ledger does not know.</summary>
    private void AddBorn(IEnumerable<SteeringMask> masks)
    {
        foreach (SteeringMask mask in masks.Where(mask => !ledger.Steering.Records.ContainsKey(mask.Key)))
        {
            if (fs.ReadMask(mask.Path) is { Succeeded: true, Cpus: var found } && ledger.Steering.HomeOfNew(mask, found, plan) is { } home)
            {
                ledger.Steering.Records.Add(mask.Key, new SteeringRecord(mask) { Home = home, Written = found });
            }
        }
    }

    private IrqRestoreResult Restore(SteeringRecord record)
    {
        IrqReading reading = fs.ReadMask(record.Mask.Path);
        CpuSet found = reading.Cpus, reachable = record.Mask.IsNarrowed ? record.Home & online : record.Home;
        if (!reading.Succeeded)
        {
            return Result(reading.Errno == Errno.ENOENT ? IrqRestoreOutcome.Vanished : IrqRestoreOutcome.Refused, reading.Errno);
        }

        if (found == record.Home)
        {
            return Result(IrqRestoreOutcome.AlreadyHome, Errno.None);
        }

        if (found != reachable)
        {
            if (!record.IsOurs(found, plan) && ledger.Steering.HomeOfNew(record.Mask, found, plan) is null)
            {
                return Result(IrqRestoreOutcome.ForeignWrite, Errno.None);
            }

            Errno errno = fs.WriteMask(record.Mask.Path, record.Home).Errno;
            IrqMetrics.CountWrite(errno);
            if (errno != Errno.None)
            {
                return Result(errno == Errno.ENOENT ? IrqRestoreOutcome.Vanished : IrqRestoreOutcome.Refused, errno);
            }
        }

        // The kernel keeps online CPUs only: the others are given back when they return.
        record.Written = reachable;
        record.Intended = null;
        return Result(reachable == record.Home ? IrqRestoreOutcome.Restored : IrqRestoreOutcome.HomeOffline, Errno.None);

        IrqRestoreResult Result(IrqRestoreOutcome outcome, Errno errno) => new(null, outcome, record.Home, found, errno) { Path = record.Mask.Path };
    }
}
