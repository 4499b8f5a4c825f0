namespace SchedExt;

/// <summary>Gathers CPUs under keys, each CPU under one.</summary>
internal sealed class CpuGroups<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> indexes = [];
    private readonly List<(TKey Key, CpuSetBuilder Cpus)> groups = [];

    /// <summary>The index of the group of a key, which is made when it is new: whoever makes one puts a CPU into it.</summary>
    public int FindOrAdd(TKey key)
    {
        if (!indexes.TryGetValue(key, out int index))
        {
            index = groups.Count;
            indexes.Add(key, index);
            groups.Add((key, new CpuSetBuilder()));
        }

        return index;
    }

    public void Put(int cpu, int index) => groups[index].Cpus.Add(cpu);

    /// <summary>The groups by their lowest CPU.</summary>
    public IReadOnlyList<T> ToList<T>(Func<TKey, CpuSet, T> make)
    {
        List<(TKey Key, CpuSet Cpus)> filled = groups.ConvertAll(group => (group.Key, group.Cpus.ToSet()));
        filled.Sort((one, other) => one.Cpus.First.CompareTo(other.Cpus.First));
        return filled.ConvertAll(group => make(group.Key, group.Cpus));
    }
}
