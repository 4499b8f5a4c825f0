using System.Globalization;

namespace SchedExt;

/// <summary>Finds ids that may belong to new processes without listing all of <c>proc</c>: the kernel gives out ids in ascending order, and
/// <c>proc/loadavg</c> tells the last one.</summary>
/// <remarks>That is the last one of the reader's own pid namespace, so it counts only where <c>proc/self</c> is the reader there. An id is
/// given out a moment before its process can be seen, so each is looked at in two scans. All of <c>proc</c> is listed from time to time, for
/// ids that were chosen (checkpoints restored). Not thread-safe.</remarks>
internal sealed class NewProcessIds(SysFsReader reader)
{
    /// <summary>Scans from one listing of everything to the next.</summary>
    internal const int ListingInterval = 60;

    /// <summary>Ids looked at one by one cost about as much as this many listed.</summary>
    private const int ProbeCost = 4;

    private readonly string self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private int previous = -1, last = -1, scansToListing, recentFrom = -1, recentTo = -1;

    /// <summary>Ids to look at.</summary>
    /// <param name="known">How many processes are known.</param>
    /// <param name="complete">Whether these are all processes there are; otherwise some are threads, or nobody.</param>
    public IEnumerable<int> Read(int known, out bool complete)
    {
        int now = ReadLast(), from = previous;
        bool probing = now >= 0 && from >= 0 && now >= last && last >= from && --scansToListing > 0 && (now - from) * (long)ProbeCost <= known;
        (previous, last, recentFrom, recentTo) = (last, now, from, now);
        complete = !probing;
        if (probing)
        {
            return Enumerable.Range(from + 1, now - from);
        }

        scansToListing = ListingInterval;
        return reader.Root.ListOrTell("proc", out List<string> names) == Errno.None ? SysFsReader.Numbers(names, "") : [];
    }

    /// <summary>May this id have been given out since the last scan, to somebody else than before? Yes where that is not known.</summary>
    public bool IsRecent(int id) => recentFrom < 0 || recentTo < 0
        || (recentFrom <= recentTo ? id > recentFrom && id <= recentTo : id > recentFrom || id <= recentTo);

    private int ReadLast()
        => reader.Root.ReadLink("proc/self") == self && ProcessText.TryParseLastId(reader.Bytes("proc/loadavg"), out int id) ? id : -1;
}
