namespace SchedExt.Irq;

/// <summary>The cheap part of a refresh: has anything changed since the last full look?</summary>
internal sealed class QuickLook(AffinityLedger ledger, IIrqFs fs, int? batch)
{
    private const string OnlineFile = "sys/devices/system/cpu/online";

    private string online = "", onlineBefore = "";

    private IReadOnlyList<int> numbers = [], numbersBefore = [];

    /// <summary>Where the rotation goes on.</summary>
    private int next;

    /// <summary>The default affinity that the last full look found, or wrote.</summary>
    public CpuSet DefaultAffinity { get; private set; }

    /// <summary>How many interrupts there are.</summary>
    public int Count => numbers.Count;

    /// <summary>Notes how things are before a full look: what comes while it lasts may be missing in it.</summary>
    public void Begin()
    {
        onlineBefore = ReadOnline();
        numbersBefore = fs.ListIrqs();
    }

    /// <summary>Remembers, after a full look, how things were before it; masks are in the ledger.</summary>
    /// <param name="defaultAffinity">The default affinity that it found, or wrote.</param>
    public void Remember(CpuSet defaultAffinity)
    {
        online = onlineBefore;
        numbers = numbersBefore;
        DefaultAffinity = defaultAffinity;
    }

    /// <summary>Whether CPUs came or went since.</summary>
    private bool HasHotplug() => ReadOnline() != online;

    /// <summary>Whether anything is different: CPUs, the list of interrupts, the default affinity, or a mask among those whose turn it is.</summary>
    public bool HasChange()
    {
        IReadOnlyList<int> now = fs.ListIrqs();
        return HasHotplug() || !now.SequenceEqual(numbers) || fs.ReadDefaultAffinity().Cpus != DefaultAffinity || HasOtherMask();
    }

    private bool HasOtherMask()
    {
        for (int left = Math.Min(batch ?? numbers.Count, numbers.Count); left > 0; left--)
        {
            next = next < numbers.Count ? next : 0;
            int irq = numbers[next++];
            IrqReading now = fs.ReadAffinity(irq);
            if (now.Errno == Errno.ENOENT || (now.Succeeded && ledger.Records.TryGetValue(irq, out IrqRecord? record) && now.Cpus != record.Seen))
            {
                return true;
            }
        }

        return false;
    }

    private string ReadOnline() => fs.Root.TryReadText(OnlineFile, out string? text) ? text : "";
}
