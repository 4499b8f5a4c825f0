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
        int[]? ids = NodeDirectory.ReadDistanceIds(reader, directories);
        return [.. directories.Select((directory, index) => MakeNode(cpus, directory, index, ids, unlisted.GetValueOrDefault(directory.Id)))];
    }

    private static NumaNode MakeSynthetic(SysFsReader reader, CpuDirectory cpus) => new(id: 0, index: 0)
    {
        Cpus = cpus.Present,
        OnlineCpus = cpus.Online,
        MemoryBytes = NodeText.TryParseMemoryTotal(reader.Bytes("proc/meminfo"), out long bytes) ? bytes : null,
        Distances = new ReadOnlyDictionary<int, int>(new Dictionary<int, int> { [0] = 10 }),
        IsSynthetic = true,
    };

    private static NumaNode MakeNode(CpuDirectory cpus, NodeDirectory directory, int index, int[]? ids, CpuSet unlisted)
    {
        CpuSet online = (directory.Listed | unlisted) & cpus.Online;
        CpuSet offline = (directory.Linked | unlisted) & (cpus.Present - cpus.Online);
        return new NumaNode(directory.Id, index)
        {
            Cpus = online | offline,
            OnlineCpus = online,
            MemoryBytes = directory.MemoryBytes,
            Distances = ById(directory.Distances, ids),
        };
    }

    private static ReadOnlyDictionary<int, int>? ById(int[]? row, int[]? ids)
        => row is null || ids is null || row.Length != ids.Length
            ? null
            : new ReadOnlyDictionary<int, int>(ids.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second));

    /// <summary>The CPUs of each node that no node directory names: by the nodeM links in their cpuN directories.</summary>
    private static Dictionary<int, CpuSet> FindUnlisted(SysFsReader reader, CpuDirectory cpus, List<NodeDirectory> directories)
    {
        CpuSet named = directories.Aggregate(CpuSet.Empty, (all, node) => all | node.Listed | node.Linked);
        Dictionary<int, CpuSet> found = [];
        foreach (int cpu in cpus.Present - named)
        {
            foreach (int node in SysFsReader.Numbers(reader.Names($"{CpuDirectory.Path}/cpu{cpu}"), "node"))
            {
                found[node] = found.GetValueOrDefault(node).With(cpu);
            }
        }

        return found;
    }
}
