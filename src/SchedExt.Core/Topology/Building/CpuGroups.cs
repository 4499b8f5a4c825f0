namespace SchedExt;

/// <summary>Gathers CPUs under keys, in the order in which the keys first came.</summary>
internal sealed class CpuGroups<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> indexes = [];
    private readonly List<(TKey Key, CpuSetBuilder Cpus)> groups = [];

    /// <summary>Adds CPUs to the group of a key.</summary>
    /// <returns>The index of the group.</returns>
    public int Add(TKey key, CpuSet cpus)
    {
        if (!indexes.TryGetValue(key, out int index))
        {
            index = groups.Count;
            indexes.Add(key, index);
            groups.Add((key, new CpuSetBuilder()));
        }

        groups[index].Cpus.Add(cpus);
        return index;
    }

    public IReadOnlyList<T> ToList<T>(Func<TKey, CpuSet, T> make) => groups.ConvertAll(group => make(group.Key, group.Cpus.ToSet()));
}
