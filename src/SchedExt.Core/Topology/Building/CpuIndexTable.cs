namespace SchedExt;

/// <summary>An index for each CPU number: of its node, its core, its cache. Filled once, then only read.</summary>
internal sealed class CpuIndexTable
{
    public const int None = -1;

    private readonly int[] indexes;

    /// <summary>Makes a table for CPUs below a width, none of which has an index yet.</summary>
    public CpuIndexTable(int width)
    {
        indexes = new int[width];
        Array.Fill(indexes, None);
    }

    /// <summary>The index of a CPU, or -1; any number may be asked.</summary>
    public int Find(int cpu) => (uint)cpu < (uint)indexes.Length ? indexes[cpu] : None;

    /// <summary>Gives a CPU an index, or another one.</summary>
    public void Set(int cpu, int index) => indexes[cpu] = index;

    /// <summary>Gives those of the CPUs that have no index yet this one.</summary>
    public void SetMissing(CpuSet cpus, int index)
    {
        foreach (int cpu in cpus)
        {
            if (indexes[cpu] == None)
            {
                indexes[cpu] = index;
            }
        }
    }
}
