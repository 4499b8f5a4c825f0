namespace SchedExt;

/// <summary>Tells which process has which GPU open, from the links in <c>proc/PID/fd</c>; scan after scan at little cost.</summary>
/// <remarks>
/// <para>A scan looks at what can have changed. New processes are found by the ids that the kernel gave out meanwhile. Whether a process
/// opened something is told by the number of its open files, without listing them. Asked at each scan are: processes seen for fewer than
/// <see cref="TurnInterval"/> scans, those with a file of a GPU driver open, those that the caller names. When a driver's use count
/// (<c>sys/module/NAME/refcnt</c>) changed, which it does when anybody opens or closes a GPU, all processes are asked: at once up to
/// <see cref="AlwaysAsked"/> of them; of more, at once after <see cref="SearchInterval"/> scans without a change, else the youngest few hundred and
/// a part, so that each is asked within <see cref="SearchInterval"/> scans and nobody's opening and closing makes scans costly. Of the others each
/// has its turn every <see cref="TurnInterval"/> scans, and its files are listed whatever their number says every <see cref="ListInterval"/>.
/// A driver that is built into the kernel has no count: then all processes are asked at each scan, up to <see cref="AlwaysAsked"/> of them.
/// So an open is found by the next scan. Where there are more processes than that, and the process is old, it may take <see cref="SearchInterval"/>
/// scans if GPUs were opened and closed shortly before, and <see cref="TurnInterval"/> if the driver is built into the kernel; with any number of them,
/// <see cref="ListInterval"/> if another file was closed for it.</para>
/// <para>A GPU that is mapped and no longer open is not seen. Files of processes that the caller may not look into count as none.</para>
/// <para>Thread safety: one scan at a time. Equality: by reference.</para>
/// </remarks>
public sealed partial class GpuProcessReader : IDisposable
{
    /// <summary>The most scans from one look at a process to the next: 20.</summary>
    public const int TurnInterval = 20;

    /// <summary>The most scans from an open to the end of the search for whoever did it: 10.</summary>
    public const int SearchInterval = 10;

    /// <summary>The most scans from one listing of a process's files to the next: 200.</summary>
    public const int ListInterval = 200;

    /// <summary>The most processes that are all asked at each scan with a reason to: 1,000. That costs a few milliseconds.</summary>
    public const int AlwaysAsked = 1000;

    private readonly SysFsReader reader;
    private readonly GpuDeviceMap devices;
    private readonly GpuUseCounts useCounts;
    private readonly SysFsReader counters;
    private readonly NewProcessIds newIds;

    private readonly Dictionary<int, WatchedProcess> known = [];
    private readonly HashSet<WatchedProcess> closely = [];

    private readonly ProcessTurns turns = new();

    private readonly List<GpuProcess> changed = [], ended = [];
    private long scan;
    private int checks, listings;

    /// <summary>Did a process close a GPU, or end with one, since the last search began?</summary>
    private bool hasLoss;

    /// <summary>Makes a reader; it reads nothing until the first scan.</summary>
    /// <param name="processes">The machine whose <c>proc</c> is read.</param>
    /// <param name="devices">Its GPUs.</param>
    /// <param name="drivers">The machine whose <c>sys/module</c> is read; null for the same.</param>
    /// <exception cref="ArgumentNullException"><paramref name="processes"/> or <paramref name="devices"/> is null.</exception>
    public GpuProcessReader(KernelRoot processes, GpuDeviceMap devices, KernelRoot? drivers = null)
    {
        ArgumentNullException.ThrowIfNull(processes);
        ArgumentNullException.ThrowIfNull(devices);
        this.devices = devices;
        reader = new SysFsReader(processes);
        counters = new SysFsReader(drivers ?? processes);
        useCounts = new GpuUseCounts(counters, devices);
        newIds = new NewProcessIds(reader);
    }

    /// <summary>All known processes, those without a GPU too, as of the last scan; in no order. Valid until the next scan.</summary>
    public IEnumerable<GpuProcess> Processes => known.Values.Select(watched => watched.Process);

    /// <summary>Finds a process as of the last scan.</summary>
    /// <param name="pid">Its id.</param>
    /// <returns>The process, or null when there is none.</returns>
    public GpuProcess? Find(int pid) => known.GetValueOrDefault(pid)?.Process;

    /// <summary>Is a process still there, and not another one with its id? Asks the kernel now.</summary>
    /// <param name="process">The process.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="process"/> is null.</exception>
    public bool IsAlive(GpuProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        return ProcessText.TryParseStat(reader.Bytes($"proc/{process.Pid}/stat"), out _, out long start) && start == process.StartTime;
    }

    /// <summary>Looks for what changed since the last scan. The first one reads everything.</summary>
    /// <param name="also">Processes to look at in any case, so that their end is found at once; null for none.</param>
    /// <returns>What changed. Processes that came and went between two scans are not in it.</returns>
    public GpuScan Scan(IEnumerable<int>? also = null)
    {
        scan++;
        (checks, listings) = (0, 0);
        changed.Clear();
        ended.Clear();
        bool mayHaveOpened = useCounts.HaveChanged() || (!useCounts.AreComplete && known.Count <= AlwaysAsked);
        FindNew();
        foreach (WatchedProcess watched in closely.ToArray())
        {
            Check(watched);
        }

        foreach (int pid in also ?? [])
        {
            if (known.TryGetValue(pid, out WatchedProcess? watched))
            {
                Check(watched);
            }
        }

        // One that closed a GPU makes up for one that opened it. The first scan has just read everybody.
        if ((mayHaveOpened || hasLoss) && scan > 1)
        {
            turns.Search();
            hasLoss = false; // one that is found while searching counts for the next scan
        }

        TakeTurns();
        return new GpuScan([.. changed], [.. ended], known.Count, checks, listings);
    }

    /// <summary>Frees its buffers.</summary>
    public void Dispose()
    {
        reader.Dispose();
        counters.Dispose();
    }

    private void FindNew()
    {
        foreach (int pid in newIds.Read(known.Count, out bool complete))
        {
            if (known.TryGetValue(pid, out WatchedProcess? watched))
            {
                if (newIds.IsRecent(pid))
                {
                    Check(watched);
                }
            }
            else if (complete || IsProcess(pid))
            {
                Look(pid, null);
            }
        }
    }

    /// <summary>A thread can be looked up in <c>proc</c> like a process.</summary>
    private bool IsProcess(int id) => ProcessText.TryParseProcess(reader.Bytes($"proc/{id}/status"), out int process) && process == id;

    private void TakeTurns()
    {
        foreach (WatchedProcess watched in turns.ToList())
        {
            Look(watched.Process.Pid, watched);
        }

        foreach (WatchedProcess watched in turns.ToAsk())
        {
            Check(watched);
        }
    }

    /// <summary>Looks at a process if its stamp is another one, once a scan.</summary>
    private void Check(WatchedProcess watched)
    {
        if (watched.HasEnded || watched.CheckedIn == scan)
        {
            return;
        }

        watched.CheckedIn = scan;
        checks++;
        Errno errno = reader.Root.Stamp(FilesOf(watched.Process.Pid), out DirectoryStamp stamp);
        if (errno == Errno.ENOENT)
        {
            End(watched);
        }
        else if (errno != Errno.None || watched.Stamp != stamp)
        {
            Look(watched.Process.Pid, watched);
        }
        else if (watched.NewUntil <= scan && !watched.IsCandidate)
        {
            closely.Remove(watched);
        }
    }
}
