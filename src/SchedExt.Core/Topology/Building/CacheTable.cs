namespace SchedExt;

/// <summary>Gathers the caches of all CPUs, each once.</summary>
/// <remarks>Each CPU is asked who shares its caches, and believed about itself alone. The other files of a cache are not read again where an
/// earlier CPU has one of the same CPUs under the same index; only where both have the same indexes, though, as those of unlike cores may
/// mean different caches.</remarks>
internal sealed class CacheTable
{
    private readonly SysFsReader reader;
    private readonly CpuSet online;
    private readonly List<CacheDomain> caches = [];

    /// <summary>The indexes that the CPU had which named the cache first, by the cache's place in the list.</summary>
    private readonly List<List<int>> namers = [];

    /// <summary>How many CPUs say of themselves that they share the cache, by the cache's place in the list.</summary>
    private readonly List<int> sharers = [];

    /// <summary>The cache last seen under an index of the cache directory with these CPUs.</summary>
    private readonly Dictionary<(int Index, CpuSet Cpus), int> seen = [];

    private readonly Dictionary<(int Level, CacheType Type, CpuSet Cpus), int> known = [];
    private readonly List<CachesOfCpu> rows = [];

    private CacheTable(SysFsReader reader, CpuSet online)
    {
        this.reader = reader;
        this.online = online;
    }

    /// <summary>The caches of each CPU, by ascending CPU.</summary>
    public IReadOnlyList<CachesOfCpu> Rows => rows;

    /// <summary>All caches, nearest levels first.</summary>
    public IReadOnlyList<CacheDomain> Caches
    {
        get
        {
            CacheDomain[] sorted = [.. caches.Where((_, at) => sharers[at] > 0)];
            Array.Sort(sorted, CompareNearness);
            return sorted;
        }
    }

    public static CacheTable Read(SysFsReader reader, CpuSet online)
    {
        var table = new CacheTable(reader, online);
        foreach (int cpu in online)
        {
            table.Add(cpu);
        }

        foreach (CachesOfCpu row in table.rows)
        {
            table.Mend(row);
        }

        return table;
    }

    /// <summary>The cache at a place that a row names; null when the CPU does not tell.</summary>
    public CacheDomain? At(int place) => place == CachesOfCpu.Unknown ? null : caches[place];

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
        var row = new CachesOfCpu(cpu, CacheDirectory.ReadIndexes(reader, cpu));
        for (int i = 0; i < row.Indexes.Count; i++)
        {
            if (CacheDirectory.ReadSharing(reader, cpu, row.Indexes[i]) is { } named && Find(row, row.Indexes[i], Members(cpu, named)) is { } place)
            {
                row.Places[i] = place;
                sharers[place]++;
            }
        }

        rows.Add(row);
    }

    private CpuSet Members(int cpu, CpuSet named) => (named & online).With(cpu);

    private int? Find(CachesOfCpu row, int index, CpuSet cpus)
    {
        if (seen.TryGetValue((index, cpus), out int place) && row.Indexes.SequenceEqual(namers[place]))
        {
            return place;
        }

        if (CacheDirectory.Read(reader, row.Cpu, index, cpus) is not { } cache)
        {
            return null;
        }

        var key = (cache.Level, cache.Type, cache.Cpus);
        if (!known.TryGetValue(key, out place))
        {
            place = caches.Count;
            known.Add(key, place);
            caches.Add(cache);
            namers.Add(row.Indexes);
            sharers.Add(0);
        }

        seen[(index, cpus)] = place;
        return place;
    }

    /// <summary>Where those that a CPU's mask names do not say the same, its list is believed instead, if as many others agree with that.</summary>
    private void Mend(CachesOfCpu row)
    {
        for (int i = 0; i < row.Indexes.Count; i++)
        {
            int place = row.Places[i];
            if (place != CachesOfCpu.Unknown && sharers[place] != caches[place].Cpus.Count
                && CacheDirectory.ReadSharingList(reader, row.Cpu, row.Indexes[i]) is { } named
                && seen.TryGetValue((row.Indexes[i], Members(row.Cpu, named)), out int other) && sharers[other] >= sharers[place])
            {
                sharers[place]--;
                sharers[other]++;
                row.Places[i] = other;
            }
        }
    }
}
