namespace SchedExt;

/// <summary>Whose turn it is: to have its files listed, and to be asked whether they changed.</summary>
/// <remarks>
/// Asking everybody costs several times what a scan may. So it is paid for: each scan puts aside a part of that price, up to all of it. After
/// a quiet while one search asks everybody at once; who searches scan after scan gets as far as a scan's part pays, in the order of turns, so
/// that everybody is asked once in <see cref="GpuProcessReader.SearchInterval"/> scans. Not thread-safe.
/// </remarks>
internal sealed class ProcessTurns
{
    /// <summary>A search that cannot be paid for asks so many of the youngest first: a program that opens a GPU late is more often one that still starts than one of last week's.</summary>
    public const int Youngest = 250;

    /// <summary>In the order of turns; those that ended are still in there.</summary>
    private readonly Queue<WatchedProcess> asks = [], listings = [];

    /// <summary>In the order in which they were found.</summary>
    private readonly List<WatchedProcess> byAge = [];

    /// <summary>How many turns are left of a search, and how many are paid for.</summary>
    private int owed, credit = int.MaxValue;

    public void Add(WatchedProcess found)
    {
        asks.Enqueue(found);
        listings.Enqueue(found);
        byAge.Add(found);
    }

    /// <summary>Everybody is to be asked, from the next <see cref="ToAsk"/> on: any of them may have opened a GPU.</summary>
    public void Search() => owed = asks.Count;

    /// <summary>Those whose files are to be listed in this scan.</summary>
    public IEnumerable<WatchedProcess> ToList() => Next(listings, Part(listings.Count, GpuProcessReader.ListInterval));

    /// <summary>Those who are to be asked in this scan.</summary>
    public IEnumerable<WatchedProcess> ToAsk()
    {
        Forget();
        int all = asks.Count, share = Part(all, GpuProcessReader.TurnInterval);
        credit = (int)Math.Min(all, (long)credit + Part(all, GpuProcessReader.SearchInterval));
        if (owed == 0)
        {
            return Next(asks, share);
        }

        int turns = Math.Max(share, Math.Min(owed, all <= GpuProcessReader.AlwaysAsked ? all : credit));
        credit = Math.Max(0, credit - turns);
        owed = Math.Max(0, Math.Min(owed, all) - turns);
        return owed == 0 ? Next(asks, turns) : FromTheYoungest().Concat(Next(asks, turns));
    }

    private static int Part(int all, int interval) => (all + interval - 1) / interval;

    private static IEnumerable<WatchedProcess> Next(Queue<WatchedProcess> queue, int turns)
    {
        for (; turns > 0; turns--)
        {
            WatchedProcess next = queue.Dequeue();
            if (next.HasEnded)
            {
                continue;
            }

            yield return next;
            if (!next.HasEnded)
            {
                queue.Enqueue(next);
            }
        }
    }

    /// <summary>Lets go of those that ended: their turn to be listed may be long after that, and with many short processes they would be most.</summary>
    private void Forget()
    {
        if (byAge.Count <= 2 * asks.Count)
        {
            return;
        }

        byAge.RemoveAll(process => process.HasEnded);
        WatchedProcess[] left = [.. listings.Where(process => !process.HasEnded)];
        listings.Clear();
        foreach (WatchedProcess process in left)
        {
            listings.Enqueue(process);
        }
    }

    private IEnumerable<WatchedProcess> FromTheYoungest()
    {
        for (int i = byAge.Count - 1, left = Youngest; i >= 0 && left > 0; i--)
        {
            if (!byAge[i].HasEnded)
            {
                left--;
                yield return byAge[i];
            }
        }
    }
}
