namespace SchedExt.Irq;

/// <summary>All that is known of the machine's affinities and their homes, and its copy on disk. Guarded by the protector's gate.</summary>
internal sealed class AffinityLedger(IJournalStore store, string bootId)
{
    /// <summary>The journal as it is on disk; empty when there is none.</summary>
    private byte[] saved = [];

    /// <summary>Each interrupt by its number.</summary>
    public SortedList<int, IrqRecord> Records { get; } = [];

    /// <summary>The steering masks.</summary>
    public SteeringLedger Steering { get; } = new();

    /// <summary>The default affinity to restore; null while we did not change it.</summary>
    public CpuSet? DefaultHome { get; set; }

    /// <summary>The default affinities that we wrote or were about to write, the newest last.</summary>
    public List<CpuSet> DefaultWritten { get; } = [];

    /// <summary>The interrupt balancer that was told to leave CPUs alone; null when none was.</summary>
    public int? BanProcess { get; set; }

    /// <summary>The CPUs that it left alone before.</summary>
    public CpuSet BanBefore { get; set; }

    /// <summary>The CPUs online at the last write.</summary>
    public CpuSet OnlineThen { get; set; }

    /// <summary>The CPUs whose counters are in what each interrupt had fired when last looked: those that the table had, which may be others than were online a moment before.</summary>
    public CpuSet CountedThen { get; set; }

    /// <summary>Whether there is anything to restore.</summary>
    public bool IsTouched => DefaultHome is not null || BanProcess is not null || Steering.IsTouched || Records.Values.Any(record => record.IsTouched);

    /// <summary>Whether there is, or a mask of ours may come back that a restored one hides.</summary>
    public bool IsNeeded => IsTouched || Records.Values.Any(record => record.Hidden.Count > 0);

    /// <summary>Reads what an owner left behind that is no more.</summary>
    /// <returns>Why the journal was not used; null when there was none or it was.</returns>
    /// <exception cref="IrqException">The journal cannot be understood.</exception>
    public string? Load()
    {
        JournalDocument? document;
        try
        {
            document = store.Load() is { } text ? JournalText.Decode(saved = text) : null;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new IrqException(IrqErrorKind.JournalUnreadable, "read", store.Path, Errno.None, e);
        }

        if (document is null || document.BootId != bootId)
        {
            return document is null ? null : "the journal is of another boot: the kernel has forgotten what it tells of";
        }

        DefaultHome = document.DefaultHome;
        DefaultWritten.AddRange(document.DefaultWritten);
        OnlineThen = document.Online;
        CountedThen = document.Counted ?? document.Online;
        BanProcess = document.BanProcess;
        BanBefore = document.BanBefore;
        foreach (JournalEntry entry in document.Irqs)
        {
            Records[entry.Irq] = IrqRecord.From(entry);
        }

        Steering.Load(document.Steering);
        return null;
    }

    /// <summary>Writes the journal if it would differ, or removes it when it is not needed any more.</summary>
    /// <exception cref="IrqException">It cannot be written; the old one is still there.</exception>
    public void Save()
    {
        byte[] text = IsNeeded ? JournalText.Encode(Document()) : [];
        if (text.AsSpan().SequenceEqual(saved))
        {
            return;
        }

        try
        {
            if (text.Length == 0)
            {
                store.Delete();
            }
            else
            {
                store.Save(text);
            }

            saved = text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IrqException(IrqErrorKind.JournalUnwritable, "write", store.Path, e is IOException && Enum.IsDefined((Errno)e.HResult) ? (Errno)e.HResult : Errno.None, e);
        }
    }

    /// <summary>What the kernel may have made of masks on the node of an interrupt.</summary>
    public KernelForms FormsFor(IrqDescriptor irq, NumaTopology topology)
        => new(topology.Online, OnlineThen, NodeOf(irq, topology));

    /// <summary>Whether a mask is the default affinity that we wrote, as a new interrupt takes it.</summary>
    public bool IsOurDefault(CpuSet found, KernelForms forms) => DefaultHome is { } home && found != home && DefaultWritten.Any(written => forms.IsNarrowed(found, written));

    /// <summary>The affinity that a new interrupt would have had without us.</summary>
    public CpuSet DefaultHomeOn(CpuSet node) => DefaultHome is { } home ? OnNode(home, node) : default;

    /// <summary>The affinity that an interrupt had from the start, if the default one was what it is without us.</summary>
    public CpuSet? BornOn(CpuSet node, IrqSnapshot snapshot) => (DefaultHome ?? snapshot.DefaultAffinity) is { } all ? OnNode(all, node) : null;

    /// <summary>What the kernel makes of the default for an interrupt of a node (<c>irq_setup_affinity()</c> in kernel/irq/manage.c).</summary>
    private static CpuSet OnNode(CpuSet all, CpuSet node) => (all & node) is { IsEmpty: false } local ? local : all;

    public static CpuSet NodeOf(IrqDescriptor irq, NumaTopology topology)
        => !topology.IsSynthetic && (irq.NodeId ?? irq.Device?.NodeId) is { } id && topology.FindNode(id) is { } node ? node.Cpus : default;

    /// <summary>Interrupts that we did not touch are in it only where their mask could be taken for our default.</summary>
    private JournalDocument Document() => new(bootId, Environment.ProcessId, OnlineThen, DefaultHome, DefaultWritten, BanProcess, BanBefore,
        [.. Records.Values.Where(record => record.IsRemembered || (DefaultHome is not null && DefaultWritten.Any(written => record.Seen.IsSubsetOf(written)))).Select(record => record.ToEntry())],
        Steering.ToEntries(), CountedThen);

    /// <summary>Whether the counters of a snapshot are those of all CPUs that were counted before: only then does a smaller sum tell anything.</summary>
    public bool HasAllCounters(IrqSnapshot snapshot) => CountedThen.IsSubsetOf(snapshot.Counted);
}
