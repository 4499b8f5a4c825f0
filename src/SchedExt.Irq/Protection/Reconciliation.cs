namespace SchedExt.Irq;

/// <summary>Brings the ledger up to date with what is there now: interrupts that came, went, or have masks that we did not write.</summary>
internal sealed class Reconciliation(AffinityLedger ledger, IrqSnapshot snapshot, CpuSet guarded)
{
    private readonly List<IrqDrift> drifts = [];

    private readonly bool hasAllCounters = ledger.HasAllCounters(snapshot), hasSameCounters = ledger.CountedThen == snapshot.Counted;

    /// <summary>Does so.</summary>
    /// <returns>What differs from what was written, and was not reported before.</returns>
    public List<IrqDrift> Run()
    {
        foreach (int gone in ledger.Records.Keys.Where(irq => snapshot.Find(irq) is null).ToList())
        {
            ledger.Records.Remove(gone);
        }

        foreach (IrqDescriptor irq in snapshot.Irqs)
        {
            // What could not be read says nothing.
            if (irq.Unmovable is not (IrqCause.Unreadable or IrqCause.NoAffinityFile))
            {
                Visit(irq);
            }
            else if (ledger.Records.TryGetValue(irq.Irq, out IrqRecord? unread))
            {
                unread.Fired = null;
            }
        }

        ledger.CountedThen = snapshot.Counted;
        return drifts;
    }

    private void Visit(IrqDescriptor irq)
    {
        KernelForms forms = ledger.FormsFor(irq, snapshot.Topology);
        ledger.Records.TryGetValue(irq.Irq, out IrqRecord? record);
        if (record is null || !record.IsStill(irq, hasAllCounters) || (record.CameAnew(irq.Current) && ledger.IsOurDefault(irq.Current, forms)))
        {
            record = Welcome(irq, forms, record);
        }
        else if (!record.IsTouched)
        {
            record.YieldTo(irq.Current, snapshot.Topology.Possible);
            Adopt(record, irq.Current, ledger.BornOn(forms.Node, snapshot));
        }
        else if (irq.Current != (record.Written ?? record.Home) && irq.Current != record.Seen)
        {
            Explain(record, irq, forms);
        }

        record.Look(irq, hasSameCounters);
        bool waits = irq.Actions.Count > 0 && irq.Effective is { IsEmpty: false } now && !now.IsSubsetOf(irq.Current);
        record.Born = waits ? ledger.BornOn(forms.Node, snapshot) : null;
    }

    /// <summary>The mask that we found is the home, unless it is one of ours that came back after the home had been restored.</summary>
    private static void Adopt(IrqRecord record, CpuSet found, CpuSet? born)
    {
        if (record.IsBack(found, born))
        {
            record.Recognize(found);
        }
        else
        {
            record.Home = found;
        }
    }

    /// <summary>An interrupt that is new, or has the number of one that is gone. If it took our default, its home is the one before.</summary>
    private IrqRecord Welcome(IrqDescriptor irq, KernelForms forms, IrqRecord? before)
    {
        var record = new IrqRecord(irq.Identity, irq.NodeId) { Home = irq.Current };
        ledger.Records[irq.Irq] = record;
        if (irq.IsMovable && ledger.IsOurDefault(irq.Current, forms))
        {
            record.Home = ledger.DefaultHomeOn(forms.Node);
            record.Recognize(irq.Current);
        }

        if (before is { Written: { } written })
        {
            Report(irq, IrqDriftKind.NewInterrupt, written);
        }

        return record;
    }

    private void Explain(IrqRecord record, IrqDescriptor irq, KernelForms forms)
    {
        CpuSet written = record.Written ?? record.Home;
        if (record.IsOurs(irq.Current, forms with { OnlineThen = default }) && !forms.IsBrokenByHotplug(irq.Current, written))
        {
            Report(irq, IrqDriftKind.Narrowed, written);
        }
        else if (record.IsOurs(irq.Current, forms) && !(irq.Current == record.Home && ledger.OnlineThen == snapshot.Online))
        {
            // The kernel's doing, so still ours to restore.
            record.Recognize(irq.Current);
            Report(irq, IrqDriftKind.Hotplug, written);
        }
        else if (ledger.IsOurDefault(irq.Current, forms) && irq.Current != record.Home && !record.Hidden.Contains(irq.Current))
        {
            record.Home = ledger.DefaultHomeOn(forms.Node);
            record.Recognize(irq.Current);
            Report(irq, IrqDriftKind.NewInterrupt, written);
        }
        else if (IsMoveLost(record, irq.Current) || (record.Outcome == IrqOutcome.Pending && !written.Overlaps(snapshot.Online)))
        {
            // The mask that waited is dropped. What shows then is the one in force, which was hidden if another one had waited before.
            record.Recognize(irq.Current);
            record.Outcome = IrqOutcome.NoVector;
            Report(irq, IrqDriftKind.MoveLost, written);
        }
        else
        {
            // Drivers of network cards spread their queues anew when CPUs come and go.
            bool isDriver = irq.Device?.Kind == PciDeviceKind.Network && ledger.OnlineThen != snapshot.Online;
            record.IsForeign = true;
            Report(irq, IrqDriftKind.ForeignWrite, written, isDriver ? "a driver, at a CPU hotplug" : null);
        }
    }

    /// <summary>The mask before is there again. That is the kernel's doing unless the interrupt had moved and all CPUs stayed: then somebody put it home.</summary>
    private bool IsMoveLost(IrqRecord record, CpuSet found)
        => record.Hidden.Contains(found) || (found == record.Before && (record.Before != record.Home || record.Outcome is IrqOutcome.Pending or IrqOutcome.NoVector || ledger.OnlineThen != snapshot.Online));

    private void Report(IrqDescriptor irq, IrqDriftKind kind, CpuSet written, string? culprit = null)
        => drifts.Add(new IrqDrift(irq.Identity, kind, written, irq.Current, (irq.Current & snapshot.Online).Overlaps(guarded), culprit));
}
