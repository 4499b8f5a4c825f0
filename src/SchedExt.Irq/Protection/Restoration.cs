namespace SchedExt.Irq;

/// <summary>Puts back what the machine had before, three-way: what was, what we wrote, what is there now.</summary>
internal sealed class Restoration(AffinityLedger ledger, IIrqFs fs, IrqSnapshot snapshot)
{
    private readonly List<IrqRestoreResult> results = [];

    /// <summary>Restores the default affinity and each interrupt; what is settled leaves the ledger.</summary>
    public IReadOnlyList<IrqRestoreResult> Run()
    {
        RestoreBorn();
        foreach (IrqRecord record in ledger.Records.Values.Where(record => record.IsTouched).ToList())
        {
            IrqRestoreResult result = Restore(record);
            results.Add(result);
            if (result.IsSettled)
            {
                ledger.Records.Remove(record.Identity.Irq);
            }
        }

        RestoreDefault();
        if (ledger.DefaultHome is null)
        {
            foreach (IrqRecord untouched in ledger.Records.Values.Where(record => !record.IsTouched).ToList())
            {
                ledger.Records.Remove(untouched.Identity.Irq);
            }
        }

        return results;
    }

    /// <summary>Interrupts that came while our default was in force, and that the ledger does not know. It knows the number where one went before.</summary>
    private void RestoreBorn()
    {
        foreach (IrqDescriptor irq in snapshot.Irqs)
        {
            bool known = ledger.Records.ContainsKey(irq.Irq);
            KernelForms forms = ledger.FormsFor(irq, snapshot.Topology);
            if (known || !irq.IsMovable || !ledger.IsOurDefault(irq.Current, forms))
            {
                continue;
            }

            ledger.Records[irq.Irq] = new IrqRecord(irq.Identity, irq.NodeId) { Home = ledger.DefaultHomeOn(forms.Node), Written = irq.Current };
        }
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

        KernelForms forms = ledger.FormsFor(irq, snapshot.Topology);
        if (!record.IsStill(irq, ledger.HasAllCounters(snapshot)))
        {
            return ledger.IsOurDefault(irq.Current, forms)
                ? Write(identity, ledger.DefaultHomeOn(forms.Node), irq.Current)
                : new IrqRestoreResult(identity, IrqRestoreOutcome.OtherInterrupt, record.Home, irq.Current, Errno.None);
        }

        if (irq.Current == record.Home)
        {
            return new IrqRestoreResult(identity, IrqRestoreOutcome.AlreadyHome, record.Home, irq.Current, Errno.None);
        }

        return record.IsOurs(irq.Current, forms) ? Write(identity, record.Home, irq.Current)
            : ledger.IsOurDefault(irq.Current, forms) ? Write(identity, ledger.DefaultHomeOn(forms.Node), irq.Current)
            : new IrqRestoreResult(identity, IrqRestoreOutcome.ForeignWrite, record.Home, irq.Current, Errno.None);
    }

    private IrqRestoreResult Write(IrqIdentity identity, CpuSet home, CpuSet found)
    {
        if (!home.Overlaps(snapshot.Online))
        {
            return new IrqRestoreResult(identity, IrqRestoreOutcome.HomeOffline, home, found, Errno.None);
        }

        IrqWriting written = fs.WriteAffinity(identity.Irq, home);
        IrqMetrics.CountWrite(written.Errno);
        bool isGone = written.Errno == Errno.ENOENT && fs.ReadAffinity(identity.Irq).Errno == Errno.ENOENT;
        return new IrqRestoreResult(identity, isGone ? IrqRestoreOutcome.Vanished : OutcomeOf(written.Errno), home, found, written.Errno);
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
