using System.Collections.ObjectModel;

namespace SchedExt;

/// <summary>Makes the nodes of a snapshot from their directories and from the links between CPUs and nodes.</summary>
internal static class NodeTable
{
    public static List<NumaNode> Make(SysFsReader reader, CpuDirectory cpus, List<NodeDirectory> directories)
    {
        if (directories.Count == 0)
        {
            return [MakeSynthetic(reader, cpus)];
        }

        Dictionary<int, CpuSet> unlisted = FindUnlisted(reader, cpus, directories);
        int[][] ids = NodeDirectory.ReadDistanceIds(reader, directories);
        return [.. directories.Select((directory, index) => MakeNode(cpus, directory, index, ids, unlisted.GetValueOrDefault(directory.Id)))];
    }

    private static NumaNode MakeSynthetic(SysFsReader reader, CpuDirectory cpus) => new(id: 0, index: 0)
    {
        Cpus = cpus.Present,
        OnlineCpus = cpus.Online,
        MemoryBytes = NodeDirectory.ReadMemoryOfMachine(reader),
        Distances = new ReadOnlyDictionary<int, int>(new Dictionary<int, int> { [0] = 10 }),
        IsSynthetic = true,
    };

    private static NumaNode MakeNode(CpuDirectory cpus, NodeDirectory directory, int index, int[][] ids, CpuSet unlisted)
    {
        CpuSet members = (directory.Listed | unlisted) & cpus.Present;
        return new NumaNode(directory.Id, index)
        {
            Cpus = members,
            OnlineCpus = members & cpus.Online,
            MemoryBytes = directory.MemoryBytes,
            Distances = ById(directory.Distances, ids),
        };
    }

    /// <summary>The row by node id; null when it is as long as none of the lists, for then nothing tells which entry is whose.</summary>
    private static ReadOnlyDictionary<int, int>? ById(int[]? row, int[][] lists)
        => row is not null && Array.Find(lists, ids => ids.Length == row.Length) is { } ids
            ? new ReadOnlyDictionary<int, int>(ids.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))
            : null;

    /// <summary>The present CPUs that no node lists, such as the offline ones, by node: from the cpuM links of the nodes, else from
    /// the nodeM links of the CPUs.</summary>
    private static Dictionary<int, CpuSet> FindUnlisted(SysFsReader reader, CpuDirectory cpus, List<NodeDirectory> directories)
    {
        CpuSet missing = cpus.Present - directories.Aggregate(CpuSet.Empty, (all, node) => all | node.Listed);
        Dictionary<int, CpuSet> found = [];
        if (missing.IsEmpty)
        {
            return found;
        }

        foreach (NodeDirectory node in directories)
        {
            found[node.Id] = node.ReadLinks(reader) & missing;
        }

        foreach (int cpu in found.Values.Aggregate(missing, (rest, linked) => rest - linked))
        {
            foreach (int node in SysFsReader.Numbers(reader.Names($"{CpuDirectory.Path}/cpu{cpu}"), "node"))
            {
                found[node] = found.GetValueOrDefault(node).With(cpu);
            }
        }

        return found;
    }
}
