namespace SchedExt;

/// <summary>Gathers the caches of all CPUs, each once, and finds the last-level one of each CPU.</summary>
/// <remarks>A cache that an earlier CPU listed with this CPU under the same index is not read again: sharing is mutual. Only where both
/// CPUs have the same indexes, though, as those of unlike cores may mean different caches, and where no CPU of the list said otherwise before.</remarks>
internal sealed class CacheTable
{
    private readonly SysFsReader reader;
    private readonly CpuSet online;
    private readonly List<CacheDomain> caches = [];

    /// <summary>The indexes that the CPU had which named the cache first, by the cache's place in the list.</summary>
    private readonly List<List<int>> namers = [];

    /// <summary>The cache that each CPU was last seen in, by index of the cache directory.</summary>
    private readonly Dictionary<int, CpuIndexTable> byIndex = [];

    private readonly Dictionary<(int Level, CacheType Type, CpuSet Cpus), int> known = [];
    private readonly List<CacheDomain> lastLevel = [];
    private readonly Dictionary<CacheDomain, int> lastLevelIndexes = new(ReferenceEqualityComparer.Instance);
    private readonly int width;

    private CacheTable(SysFsReader reader, CpuSet online, int width)
    {
        this.reader = reader;
        this.online = online;
        this.width = width;
        LlcOf = new CpuIndexTable(width);
    }

    /// <summary>All caches, nearest levels first.</summary>
    public IReadOnlyList<CacheDomain> Caches
    {
        get
        {
            CacheDomain[] sorted = [.. caches];
            Array.Sort(sorted, CompareNearness);
            return sorted;
        }
    }

    /// <summary>The caches that are the last for a CPU, by the lowest CPU that each is the last for.</summary>
    public IReadOnlyList<CacheDomain> LastLevel => lastLevel;

    /// <summary>The index in <see cref="LastLevel"/> for each CPU.</summary>
    public CpuIndexTable LlcOf { get; }

    public static CacheTable Read(SysFsReader reader, CpuSet online, int width)
    {
        var table = new CacheTable(reader, online, width);
        foreach (int cpu in online)
        {
            table.Add(cpu);
        }

        return table;
    }

    // Not OrderBy and ThenBy: programs compiled ahead of time look up their generic virtual methods, which takes half as long as all reading.
    private static int CompareNearness(CacheDomain one, CacheDomain other)
    {
        int difference = one.Level.CompareTo(other.Level);
        if (difference == 0)
        {
            difference = one.Cpus.First.CompareTo(other.Cpus.First);
        }

        return difference != 0 ? difference : ((int)one.Type).CompareTo((int)other.Type);
    }

    private void Add(int cpu)
    {
        CacheDomain? last = null;
        int highest = 0;
        List<int> indexes = CacheDirectory.ReadIndexes(reader, cpu);
        foreach (int index in indexes)
        {
            if (Find(cpu, index, indexes) is not { } cache)
            {
                // The kernel numbers from near to far: what is unknown here may be farther than all before it.
                last = null;
            }
            else if (cache.Type != CacheType.Instruction && cache.Level > highest)
            {
                last = cache;
                highest = cache.Level;
            }
        }

        if (last is not null)
        {
            AddLastLevel(cpu, last);
        }
    }

    private void AddLastLevel(int cpu, CacheDomain cache)
    {
        if (!lastLevelIndexes.TryGetValue(cache, out int index))
        {
            index = lastLevel.Count;
            lastLevelIndexes.Add(cache, index);
            lastLevel.Add(cache);
        }

        LlcOf.Set(cpu, index);
    }

    private CacheDomain? Find(int cpu, int index, List<int> indexes)
    {
        CpuIndexTable seen = TableOf(index);
        if (seen.Find(cpu) is var found and not CpuIndexTable.None && indexes.SequenceEqual(namers[found]))
        {
            return caches[found];
        }

        if (CacheDirectory.Read(reader, cpu, index, online) is not { } cache)
        {
            return null;
        }

        var key = (cache.Level, cache.Type, cache.Cpus);
        if (!known.TryGetValue(key, out int at))
        {
            at = caches.Count;
            known.Add(key, at);
            caches.Add(cache);
            namers.Add(indexes);
        }

        seen.SetUnlessContradicted(cpu, cache.Cpus, at);
        return caches[at];
    }

    private CpuIndexTable TableOf(int index)
    {
        if (!byIndex.TryGetValue(index, out CpuIndexTable? table))
        {
            table = new CpuIndexTable(width);
            byIndex.Add(index, table);
        }

        return table;
    }
}
