namespace SchedExt;

/// <summary>The caches of one CPU: the indexes of its cache directories, and the place of each in the table of all.</summary>
internal sealed class CachesOfCpu
{
    /// <summary>The place of a cache that the CPU does not tell enough of.</summary>
    public const int Unknown = -1;

    public CachesOfCpu(int cpu, List<int> indexes)
    {
        Cpu = cpu;
        Indexes = indexes;
        Places = new int[indexes.Count];
        Array.Fill(Places, Unknown);
    }

    public int Cpu { get; }

    /// <summary>Ascending, from near to far.</summary>
    public List<int> Indexes { get; }

    public int[] Places { get; }
}
