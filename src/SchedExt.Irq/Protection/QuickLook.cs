namespace SchedExt.Irq;

/// <summary>The cheap part of a refresh: has anything changed since the last full look?</summary>
internal sealed class QuickLook(AffinityLedger ledger, IIrqFs fs, int? batch)
{
    private const string OnlineFile = "sys/devices/system/cpu/online";

    private string online = "";

    private IReadOnlyList<int> numbers = [];

    /// <summary>Where the rotation goes on.</summary>
    private int next;

    /// <summary>The default affinity at the last full look.</summary>
    public CpuSet DefaultAffinity { get; private set; }

    /// <summary>How many interrupts there are.</summary>
    public int Count => numbers.Count;

    /// <summary>Remembers how things are after a full look; masks are in the ledger.</summary>
    public void Remember()
    {
        online = ReadOnline();
        numbers = fs.ListIrqs();
        DefaultAffinity = fs.ReadDefaultAffinity().Cpus;
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
