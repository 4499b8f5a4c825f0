namespace SchedExt;

/// <summary>The names in a directory of a <see cref="KernelTree"/>. Guarded by the tree's gate.</summary>
internal sealed class KernelTreeDirectory
{
    private static long changes;

    private readonly SortedSet<string> names = new(StringComparer.Ordinal);

    /// <summary>Another number after each change, and none that another directory had.</summary>
    public long Version { get; private set; } = Interlocked.Increment(ref changes);

    public List<string> Names => [.. names];

    public void Add(string name)
    {
        if (names.Add(name))
        {
            Version = Interlocked.Increment(ref changes);
        }
    }

    public bool Remove(string name)
    {
        Version = Interlocked.Increment(ref changes);
        return names.Remove(name);
    }
}
