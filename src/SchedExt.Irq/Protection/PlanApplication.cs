namespace SchedExt.Irq;

/// <summary>Carries out one plan: journal first, then the writes, then a look at what came of them. A fatal refusal is rolled back.</summary>
internal sealed class PlanApplication(AffinityLedger ledger, IIrqFs fs, IrqPlan plan, CpuSet defaultTarget)
{
    /// <summary>What was written, in order, and what the ledger said before.</summary>
    private readonly List<(IrqRecord Record, CpuSet? WrittenBefore, CpuSet MaskBefore, bool WasForeign)> done = [];

    private readonly CpuSet? defaultHomeBefore = ledger.DefaultHome;

    private readonly CpuSet[] defaultWrittenBefore = [.. ledger.DefaultWritten];

    private CpuSet? defaultBefore;

    private bool isDefaultWritten;

    /// <summary>Whether a mask had no online CPU any more when it was written: CPUs went offline since the snapshot.</summary>
    public bool IsOutOfDate { get; private set; }

    public int Writes => done.Count;

    /// <summary>The default affinity that was written; null when it was right, or refused.</summary>
    public CpuSet? DefaultWritten => isDefaultWritten ? defaultTarget : null;

    /// <summary>Carries it out.</summary>
    /// <param name="writes">Those of the plan's interrupts that are to be written.</param>
    /// <exception cref="IrqException">Nothing was changed: the journal or the affinities cannot be written.</exception>
    public void Run(IReadOnlyList<PlannedIrq> writes)
    {
        // The fewer CPUs a mask has, the sooner they run out of vectors.
        PlannedIrq[] ordered = [.. writes.OrderBy(irq => irq.To.Count).ThenBy(irq => irq.Irq)];
        Announce(ordered);
        try
        {
            WriteDefault();
            foreach (PlannedIrq irq in ordered)
            {
                Write(irq);
            }
        }
        catch (IrqException)
        {
            RollBack(ordered);
            throw;
        }
    }

    /// <summary>What is about to be written goes to disk before the first write.</summary>
    private void Announce(PlannedIrq[] ordered)
    {
        CpuSet onlineBefore = ledger.OnlineThen;
        ledger.OnlineThen = plan.Online;
        foreach (PlannedIrq irq in ordered)
        {
            ledger.Records[irq.Irq].Intend(irq.To);
        }

        IrqReading now = fs.ReadDefaultAffinity();
        if (now.Succeeded && now.Cpus != defaultTarget && defaultTarget.Overlaps(plan.Online))
        {
            defaultBefore = now.Cpus;
            ledger.DefaultHome ??= now.Cpus;
            ledger.DefaultWritten.Remove(defaultTarget);
            ledger.DefaultWritten.Add(defaultTarget);
        }

        try
        {
            ledger.Save();
        }
        catch (IrqException)
        {
            Forget(ordered);
            ledger.OnlineThen = onlineBefore;
            RestoreDefaultState();
            throw;
        }
    }

    private void WriteDefault()
    {
        if (defaultBefore is null)
        {
            return;
        }

        IrqWriting written = fs.WriteDefaultAffinity(defaultTarget);
        IrqMetrics.CountWrite(written.Errno);
        isDefaultWritten = written.Succeeded;
        if (written.Errno is Errno.EROFS or Errno.EACCES)
        {
            throw WriteReaction.ToException(written.Errno, IrqDirectory.DefaultAffinity);
        }
    }

    private void Write(PlannedIrq irq)
    {
        IrqRecord record = ledger.Records[irq.Irq];
        record.IsWidened = false;
        IrqWriting writing = WriteOnce(record, irq.To);
        if (writing.Errno == Errno.ENOSPC && (plan.Online - plan.Protected) is { IsEmpty: false } wider && wider != irq.To)
        {
            writing = Widen(record, wider);
        }

        record.Errno = writing.Errno;
        IsOutOfDate |= writing.Errno == Errno.EINVAL;
        record.Intended = null;
        if (WriteReaction.For(writing) is not { } outcome)
        {
            record.Outcome = IrqOutcome.Denied;
            throw WriteReaction.ToException(writing.Errno, $"{IrqDirectory.Proc}/{irq.Irq}/{IrqDirectory.Mask}");
        }

        record.Outcome = outcome;
        record.IsRefused |= outcome == IrqOutcome.Unmovable;
        if (fs.IsGone(irq.Irq, writing.Errno))
        {
            // What has the number next is another interrupt, also where it looks the same.
            ledger.Records.Remove(irq.Irq);
        }
    }

    /// <summary>Any free CPU is better than a protected one. Where it has them all already, there is nothing to write.</summary>
    private IrqWriting Widen(IrqRecord record, CpuSet wider)
    {
        IrqWriting writing = new(Errno.None, IsWritable: true);
        if (record.Written != wider || record.Seen != wider)
        {
            record.Intended = wider;
            ledger.Save();
            writing = WriteOnce(record, wider);
        }

        record.IsWidened = writing.Succeeded;
        return writing;
    }

    private IrqWriting WriteOnce(IrqRecord record, CpuSet cpus)
    {
        IrqWriting writing = fs.WriteAffinity(record.Identity.Irq, cpus);
        IrqMetrics.CountWrite(writing.Errno);
        if (writing.Succeeded)
        {
            done.Add((record, record.Written, record.Seen, record.IsForeign));
            record.Hide();
            record.Before = record.Seen;
            record.Written = record.Seen = cpus;
            record.IsForeign = false;
        }

        return writing;
    }

    /// <summary>Back to where each was. What cannot be written back stays in the journal.</summary>
    private void RollBack(PlannedIrq[] ordered)
    {
        Forget(ordered);
        foreach ((IrqRecord record, CpuSet? writtenBefore, CpuSet maskBefore, bool wasForeign) in Enumerable.Reverse(done))
        {
            if (fs.WriteAffinity(record.Identity.Irq, maskBefore).Errno is Errno.None or Errno.ENOENT)
            {
                record.Hide();
                record.Written = writtenBefore;
                record.Seen = maskBefore;
                record.IsForeign = wasForeign;
            }
        }

        if (!isDefaultWritten || fs.WriteDefaultAffinity(defaultBefore!.Value).Succeeded)
        {
            RestoreDefaultState();
        }

        try
        {
            ledger.Save();
        }
        catch (IrqException)
        {
            // The journal still says more than is to be restored, which restoring finds out.
        }
    }

    private void RestoreDefaultState()
    {
        ledger.DefaultHome = defaultHomeBefore;
        ledger.DefaultWritten.Clear();
        ledger.DefaultWritten.AddRange(defaultWrittenBefore);
    }

    private void Forget(PlannedIrq[] ordered)
    {
        ledger.Steering.Withdraw();
        foreach (PlannedIrq irq in ordered)
        {
            if (ledger.Records.TryGetValue(irq.Irq, out IrqRecord? record))
            {
                record.Intended = null;
            }
        }
    }
}
