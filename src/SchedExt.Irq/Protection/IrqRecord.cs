namespace SchedExt.Irq;

/// <summary>What the protector knows of one interrupt. Guarded by the protector's gate.</summary>
internal sealed class IrqRecord(IrqIdentity identity, int? node) : MaskRecord
{
    public IrqIdentity Identity { get; } = identity;

    public int? NodeId { get; } = node;

    /// <summary>The affinity before the last write.</summary>
    public CpuSet Before { get; set; }

    /// <summary>The CPUs that were asked for had no vector left: what was written is every free CPU.</summary>
    public bool IsWidened { get; set; }

    /// <summary>The kernel refused to change it: never tried again.</summary>
    public bool IsRefused { get; set; }

    public IrqCause Cause { get; set; }

    public CpuSet? Effective { get; set; }

    /// <summary>The CPU that the interrupt has to leave, and its counter there at the write; -1 when none.</summary>
    public int OldCpu { get; set; } = -1;

    public ulong CountAtWrite { get; set; }

    /// <summary>How often it had fired when last looked; null when unknown.</summary>
    public ulong? Fired { get; set; }

    public IrqResult Result => new(Identity, Outcome, Cause, Errno, Asked, Effective);

    /// <summary>Whether a mask is one that we wrote or were about to write, also as the kernel changed it.</summary>
    public bool IsOurs(CpuSet found, KernelForms forms)
        => (Written is { } written && (forms.IsNarrowed(found, written) || forms.IsBrokenByHotplug(found, written)))
            || (Intended is { } intended && (forms.IsNarrowed(found, intended) || forms.IsBrokenByHotplug(found, intended)));

    /// <summary>Whether an interrupt is this one still. A driver that is bound again mostly gets the same number, chip and name: its counters start anew.
    /// A counter of a CPU that passes 2^32 is not that; nor is it when CPUs went offline, whose counters are not printed then.</summary>
    public bool IsStill(IrqDescriptor irq, bool hasAllCpus)
        => Identity.Matches(irq.Identity) && !(hasAllCpus && Fired is { } then && irq.Counts?.Total is { } now && now < then && then - now < 1UL << 31);

    public JournalEntry ToEntry() => new(Identity.Irq, Identity.Chip, Identity.HardwareIrq, Identity.Actions, NodeId, Home, Written, Intended, Fired);

    public static IrqRecord From(JournalEntry entry)
        => new(entry.Identity, entry.Node) { Home = entry.Home, Written = entry.Written, Intended = entry.Intended, Fired = entry.Fired };
}
