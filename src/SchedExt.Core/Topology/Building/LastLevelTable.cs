namespace SchedExt;

/// <summary>Finds the last-level cache of each CPU: its highest one that holds data.</summary>
internal sealed class LastLevelTable
{
    private readonly List<CacheDomain> caches = [];
    private readonly Dictionary<CacheDomain, int> indexes = new(ReferenceEqualityComparer.Instance);

    private LastLevelTable(int width) => LlcOf = new CpuIndexTable(width);

    /// <summary>The caches that are the last for a CPU, by the lowest CPU that tells so.</summary>
    public IReadOnlyList<CacheDomain> Caches => caches;

    /// <summary>The index in <see cref="Caches"/> for each CPU.</summary>
    public CpuIndexTable LlcOf { get; }

    public static LastLevelTable Make(CacheTable all, int width)
    {
        var table = new LastLevelTable(width);
        List<int> silent = [];
        foreach (CachesOfCpu row in all.Rows)
        {
            if (FindLast(all, row) is { } last)
            {
                table.Add(row.Cpu, last);
            }
            else
            {
                silent.Add(row.Cpu);
            }
        }

        silent.ForEach(table.AddSilent);
        return table;
    }

    private static CacheDomain? FindLast(CacheTable all, CachesOfCpu row)
    {
        CacheDomain? last = null;
        int highest = 0;
        foreach (int place in row.Places)
        {
            if (all.At(place) is not { } cache)
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

        return last;
    }

    private void Add(int cpu, CacheDomain cache)
    {
        if (!indexes.TryGetValue(cache, out int index))
        {
            index = caches.Count;
            indexes.Add(cache, index);
            caches.Add(cache);
        }

        LlcOf.Set(cpu, index);
    }

    /// <summary>A CPU that does not tell its last-level cache has the highest one that others have and say they share with it.</summary>
    private void AddSilent(int cpu)
    {
        int highest = 0;
        for (int index = 0; index < caches.Count; index++)
        {
            if (caches[index].Level > highest && caches[index].Cpus.Contains(cpu))
            {
                highest = caches[index].Level;
                LlcOf.Set(cpu, index);
            }
        }
    }
}
