namespace SchedExt.Irq;

/// <summary>What the protector knows of one interrupt. Guarded by the protector's gate.</summary>
internal sealed class IrqRecord(IrqIdentity identity, int? node) : MaskRecord
{
    /// <summary>A mask may have waited already when the last one was written, which waits then in any case.</summary>
    private bool waitsBehind;

    /// <summary>It was written since the last look: what it fired since then may have been before that.</summary>
    private bool isJustWritten;

    public IrqIdentity Identity { get; } = identity;

    public int? NodeId { get; } = node;

    /// <summary>The affinity before the last write.</summary>
    public CpuSet Before { get; set; }

    /// <summary>The CPUs that were asked for had no vector left: what was written is every free CPU.</summary>
    public bool IsWidened { get; set; }

    /// <summary>The kernel refused to change it: never tried again.</summary>
    public bool IsRefused { get; set; }

    public IrqCause Cause { get; set; }

    public CpuSet? Effective { get; private set; }

    /// <summary>The CPU that the interrupt has to leave, and its counter there at the write; -1 when none.</summary>
    public int OldCpu { get; set; } = -1;

    public ulong CountAtWrite { get; set; }

    /// <summary>How often it had fired when last looked; null when unknown.</summary>
    public ulong? Fired { get; set; }

    /// <summary>Whether what was written last may be in force: since then it may have fired, or its CPU may have gone offline, when the kernel does not wait.</summary>
    public bool MayBeInForce { get; private set; }

    /// <summary>What may be in force behind the mask that shows.</summary>
    public HiddenMasks Hidden { get; } = new();

    /// <summary>What is in force most likely where the mask that was found waits still: the mask that it was born with; null where none is known to wait.</summary>
    public CpuSet? Born { get; set; }

    /// <summary>Whether there is anything to restore, or that may have to be.</summary>
    public bool IsRemembered => IsTouched || Hidden.Count > 0;

    /// <summary>Whether a mask is in force as soon as it is written, mostly: with interrupt remapping and on arm64, which the chip tells, and while nobody handles it.</summary>
    private bool MovesAtOnce => Identity.Actions.Length == 0 || (Identity.Chip is { } chip
        && (chip.StartsWith("IR-", StringComparison.Ordinal) || chip.StartsWith("ITS-", StringComparison.Ordinal) || chip.StartsWith("GIC", StringComparison.Ordinal)));

    public IrqResult Result => new(Identity, Outcome, Cause, Errno, Asked, Effective);

    /// <summary>Whether a mask is one that we wrote or were about to write, also as the kernel changed it.</summary>
    public bool IsOurs(CpuSet found, KernelForms forms)
        => (Written is { } written && (forms.IsNarrowed(found, written) || forms.IsBrokenByHotplug(found, written)))
            || (Intended is { } intended && (forms.IsNarrowed(found, intended) || forms.IsBrokenByHotplug(found, intended)));

    /// <summary>Whether an interrupt is this one still. A driver that is bound again mostly gets the same number, chip and name: its counters start anew.
    /// A counter of a CPU that passes 2^32 is not that; nor is it when CPUs went offline, whose counters are not printed then.</summary>
    public bool IsStill(IrqDescriptor irq, bool hasAllCpus)
        => Identity.Matches(irq.Identity) && !(hasAllCpus && Fired is { } then && irq.Counts?.Total is { } now && now < then && then - now < 1UL << 31);

    /// <summary>Takes note of what is there.</summary>
    /// <param name="irq">The interrupt.</param>
    /// <param name="hasSameCpus">Whether the CPUs that were counted are those of the last look.</param>
    public void Look(IrqDescriptor irq, bool hasSameCpus)
    {
        ulong? more = hasSameCpus && Fired is { } then && irq.Counts?.Total is { } now && now >= then ? now - then : null;
        Fired = irq.Counts?.Total;
        MayBeInForce |= more != 0;
        Seen = irq.Current;

        // The first may complete the move before, and the next come within the tick in which the kernel cleans up after that.
        SetEffective(irq.Effective, isInForce: more >= 3 && !isJustWritten);
        isJustWritten = false;
    }

    /// <summary>Takes note of the CPU that takes it, which tells what cannot be in force, or what is.</summary>
    public void SetEffective(CpuSet? cpus, bool isInForce = false)
    {
        MayBeInForce |= cpus != Effective;
        Effective = cpus;
        Hidden.Keep(cpus);
        if ((isInForce || (MovesAtOnce && !waitsBehind)) && cpus is { IsEmpty: false } now && now.IsSubsetOf(Seen))
        {
            Hidden.Clear();
        }
    }

    /// <summary>A mask is about to be written.</summary>
    public void Intend(CpuSet mask)
    {
        if (!IsTouched && Born is { } born)
        {
            Hidden.Add(born);
        }

        Intended = mask;
    }

    /// <summary>Whether a mask of ours shows again, as what was written over it is lost. Where that was the home, the mask that it was born with is anybody's.</summary>
    public bool IsBack(CpuSet found, CpuSet? born) => found != Home && (IsTouched || found != born) && Hidden.Contains(found);

    /// <summary>
    /// Forgets a mask of ours that somebody wrote too, after what was ours had been restored: it is theirs from then on. That shows where the home was all CPUs, which cannot be
    /// lost: one of them is always online, and the interrupt is on one of them. Where it was fewer, ours may have come back.
    /// </summary>
    public void YieldTo(CpuSet found, CpuSet possible)
    {
        if (!IsTouched && found != Seen && possible.IsSubsetOf(Seen))
        {
            Hidden.Remove(found);
        }
    }

    /// <summary>
    /// Whether an interrupt that we did not write, and that never fired, has another mask: where that is our default, its driver asked for it anew, though nothing else
    /// shows that. One that fired, and whose counters went on, is the same: then somebody wrote.
    /// </summary>
    public bool CameAnew(CpuSet found) => !IsTouched && Fired is null or 0 && found != Home && !Hidden.Contains(found);

    /// <summary>A mask was found that is ours, though not what was written last: so it is in force.</summary>
    public void Recognize(CpuSet found)
    {
        Written = found;
        MayBeInForce = true;
    }

    /// <summary>Another mask is written over ours, which is in force maybe.</summary>
    public void Hide()
    {
        waitsBehind = Hidden.Count > 0;
        isJustWritten = true;
        if (Written is { } ours && (MayBeInForce || MovesAtOnce))
        {
            Hidden.Add(ours);
        }

        MayBeInForce = false;
    }

    /// <summary>There is nothing left to do, unless what was written is in force still, behind a mask that waits for an interrupt.</summary>
    /// <param name="effective">The CPU that takes the interrupt now; null when unknown.</param>
    public void Settle(CpuSet? effective)
    {
        Hide();
        if (Intended is { } maybeWritten)
        {
            Hidden.Add(maybeWritten);
        }

        Written = Intended = null;
        SetEffective(effective);
    }

    public JournalEntry ToEntry()
        => new(Identity.Irq, Identity.Chip, Identity.HardwareIrq, Identity.Actions, NodeId, Home, Written, Intended, Fired, MayBeInForce, Effective, Hidden.Count == 0 ? null : [.. Hidden]);

    public static IrqRecord From(JournalEntry entry)
    {
        var record = new IrqRecord(entry.Identity, entry.Node)
        {
            Home = entry.Home, Written = entry.Written, Intended = entry.Intended, Fired = entry.Fired, MayBeInForce = entry.MayBeInForce, Effective = entry.Effective,
        };
        foreach (CpuSet mask in entry.Hidden ?? [])
        {
            record.Hidden.Add(mask);
        }

        record.waitsBehind = record.Hidden.Count > 0;
        return record;
    }
}
