namespace SchedExt.Irq;

/// <summary>Puts back what the machine had before, three-way: what was, what we wrote, what is there now.</summary>
internal sealed class Restoration(AffinityLedger ledger, IIrqFs fs, IrqSnapshot snapshot)
{
    private readonly List<IrqRestoreResult> results = [];

    /// <summary>The interrupts that have the number of one that is gone.</summary>
    private readonly HashSet<int> others = [];

    /// <summary>Restores the default affinity and each interrupt; what is settled leaves the ledger, but for the masks of ours that may come back.</summary>
    public IReadOnlyList<IrqRestoreResult> Run()
    {
        foreach (IrqDescriptor irq in snapshot.Irqs)
        {
            Look(irq);
        }

        ledger.CountedThen = snapshot.Counted;
        foreach (IrqRecord record in ledger.Records.Values.Where(record => record.IsTouched).ToList())
        {
            CpuSet? written = record.Intended ?? record.Written;
            IrqRestoreResult result = Restore(record) with { Written = written };
            results.Add(result);
            if (result.IsSettled)
            {
                record.Settle(fs.EffectiveOrNull(record.Identity.Irq));
                if (result.Outcome == IrqRestoreOutcome.Vanished)
                {
                    record.Hidden.Clear();
                }
            }
        }

        RestoreDefault();
        foreach (IrqRecord record in ledger.Records.Values.ToList())
        {
            bool isGone = snapshot.Find(record.Identity.Irq) is null || others.Contains(record.Identity.Irq);
            if (!record.IsTouched && (isGone || (record.Hidden.Count == 0 && ledger.DefaultHome is null)))
            {
                ledger.Records.Remove(record.Identity.Irq);
            }
        }

        return results;
    }

    /// <summary>Takes note of an interrupt. The ledger does not know it where it came while our default was in force; it knows the number where one went before.</summary>
    private void Look(IrqDescriptor irq)
    {
        bool isKnown = ledger.Records.TryGetValue(irq.Irq, out IrqRecord? record);
        if (irq.Unmovable is IrqCause.Unreadable or IrqCause.NoAffinityFile)
        {
            record?.Fired = null;
            return;
        }

        KernelForms forms = ledger.FormsFor(irq, snapshot.Topology);
        record?.YieldTo(irq.Current, snapshot.Topology.Possible);
        bool isOther = isKnown && !record!.IsStill(irq, ledger.HasAllCounters(snapshot));
        bool isNew = !isKnown || isOther || record!.CameAnew(irq.Current);
        if (isNew && irq.IsMovable && ledger.IsOurDefault(irq.Current, forms))
        {
            ledger.Records[irq.Irq] = record = new IrqRecord(irq.Identity, irq.NodeId) { Home = ledger.DefaultHomeOn(forms.Node) };
            record.Recognize(irq.Current);
        }
        else if (isOther)
        {
            others.Add(irq.Irq);
            record!.Hidden.Clear();
        }
        else if (record?.IsBack(irq.Current, ledger.BornOn(forms.Node, snapshot)) == true)
        {
            record.Recognize(irq.Current);
        }

        record?.Look(irq, ledger.CountedThen == snapshot.Counted);
    }

    private IrqRestoreResult Restore(IrqRecord record)
    {
        IrqIdentity identity = record.Identity;
        if (snapshot.Find(identity.Irq) is not { } irq)
        {
            return new IrqRestoreResult(identity, IrqRestoreOutcome.Vanished, record.Home, default, Errno.None);
        }

        if (irq.Unmovable is IrqCause.Unreadable or IrqCause.NoAffinityFile)
        {
            return new IrqRestoreResult(identity, IrqRestoreOutcome.Refused, record.Home, default, Errno.None);
        }

        if (others.Contains(irq.Irq) || irq.Current == record.Home)
        {
            IrqRestoreOutcome outcome = others.Contains(irq.Irq) ? IrqRestoreOutcome.OtherInterrupt : IrqRestoreOutcome.AlreadyHome;
            return new IrqRestoreResult(identity, outcome, record.Home, irq.Current, Errno.None);
        }

        KernelForms forms = ledger.FormsFor(irq, snapshot.Topology);
        if (!record.IsOurs(irq.Current, forms))
        {
            if (!ledger.IsOurDefault(irq.Current, forms))
            {
                return new IrqRestoreResult(identity, IrqRestoreOutcome.ForeignWrite, record.Home, irq.Current, Errno.None);
            }

            record.Home = ledger.DefaultHomeOn(forms.Node);
        }

        return Write(record, irq.Current);
    }

    private IrqRestoreResult Write(IrqRecord record, CpuSet found)
    {
        (IrqIdentity identity, CpuSet home) = (record.Identity, record.Home);
        if (found != record.Written && found != record.Intended)
        {
            record.Recognize(found);
        }

        if (!home.Overlaps(snapshot.Online))
        {
            return new IrqRestoreResult(identity, IrqRestoreOutcome.HomeOffline, home, found, Errno.None);
        }

        IrqWriting written = fs.WriteAffinity(identity.Irq, home);
        IrqMetrics.CountWrite(written.Errno);
        record.Seen = written.Succeeded ? home : record.Seen;
        return new IrqRestoreResult(identity, fs.IsGone(identity.Irq, written.Errno) ? IrqRestoreOutcome.Vanished : OutcomeOf(written.Errno), home, found, written.Errno);
    }

    private void RestoreDefault()
    {
        if (ledger.DefaultHome is not { } home)
        {
            return;
        }

        IrqReading found = fs.ReadDefaultAffinity();
        IrqRestoreResult result = !found.Succeeded ? Result(IrqRestoreOutcome.Refused, found.Errno)
            : found.Cpus == home ? Result(IrqRestoreOutcome.AlreadyHome, Errno.None)
            : !ledger.DefaultWritten.Contains(found.Cpus) ? Result(IrqRestoreOutcome.ForeignWrite, Errno.None)
            : !home.Overlaps(snapshot.Online) ? Result(IrqRestoreOutcome.HomeOffline, Errno.None)
            : fs.WriteDefaultAffinity(home).Errno is var errno ? Result(OutcomeOf(errno), errno) : default;
        results.Insert(0, result);
        if (result.IsSettled)
        {
            ledger.DefaultHome = null;
            ledger.DefaultWritten.Clear();
        }

        IrqRestoreResult Result(IrqRestoreOutcome outcome, Errno errno) => new(null, outcome, home, found.Cpus, errno);
    }

    private static IrqRestoreOutcome OutcomeOf(Errno errno) => errno == Errno.None ? IrqRestoreOutcome.Restored : IrqRestoreOutcome.Refused;
}
