namespace SchedExt;

/// <summary>The index of the node of each CPU number. Built once, then only read.</summary>
internal sealed class CpuNodeTable
{
    private const int None = -1;

    private readonly int[] nodes;

    /// <summary>Makes a table for CPUs below a width, none of which has a node yet.</summary>
    public CpuNodeTable(int width)
    {
        nodes = new int[width];
        Array.Fill(nodes, None);
    }

    /// <summary>The index of the node of a CPU, or -1.</summary>
    public int Find(int cpu) => (uint)cpu < (uint)nodes.Length ? nodes[cpu] : None;

    /// <summary>Gives those of the CPUs that have no node yet this one.</summary>
    public void AddMissing(CpuSet cpus, int node)
    {
        foreach (int cpu in cpus)
        {
            if (nodes[cpu] == None)
            {
                nodes[cpu] = node;
            }
        }
    }
}
