using System.Runtime.InteropServices;

namespace SchedExt;

/// <summary>Reads <c>sys/devices/system/node/nodeN/{cpulist,cpumap,meminfo,distance}</c>.</summary>
/// <remarks>Kernel: drivers/base/node.c. A nodeN directory exists for each online node. <c>has_cpu</c> and <c>has_memory</c> are
/// empty or wrong on old kernels, so nothing is taken from them.</remarks>
internal sealed class NodeDirectory
{
    public const string Path = "sys/devices/system/node";

    private NodeDirectory(int id, CpuSet listed, long? memoryBytes, int[]? distances)
    {
        Id = id;
        Listed = listed;
        MemoryBytes = memoryBytes;
        Distances = distances;
    }

    public int Id { get; }

    /// <summary>The CPUs of <c>cpulist</c>, else <c>cpumap</c>, else, when neither is there, of the links: usually only the online ones.</summary>
    public CpuSet Listed { get; }

    public long? MemoryBytes { get; }

    /// <summary>The row of <c>distance</c>, one number per online node.</summary>
    public int[]? Distances { get; }

    /// <summary>Reads the directories of all nodes, by ascending id; none where the kernel has no NUMA support.</summary>
    public static List<NodeDirectory> ReadAll(SysFsReader reader)
        => SysFsReader.Numbers(reader.Names(Path), "node").ConvertAll(id => ReadOne(reader, id));

    /// <summary>The ids that the entries of a distance row may stand for, likeliest first: a row as long as the list is told by it.</summary>
    /// <remarks>The possible nodes are asked only for a row that fits neither the online ones nor the directories, as where a node went offline.</remarks>
    public static int[][] ReadDistanceIds(SysFsReader reader, List<NodeDirectory> nodes)
    {
        int[][] ids = [Ids(reader, "online"), [.. nodes.Select(node => node.Id)]];
        return nodes.TrueForAll(node => node.Distances is not { } row || ids.Any(list => list.Length == row.Length)) ? ids : [.. ids, Ids(reader, "possible")];
    }

    private static int[] Ids(SysFsReader reader, string list) => reader.List($"{Path}/{list}")?.ToArray() ?? [];

    /// <summary>The CPUs of the cpuM links, offline ones included; none where there are no links.</summary>
    /// <remarks>Beside them lie thousands of links to memory blocks: not to be listed without need.</remarks>
    public CpuSet ReadLinks(SysFsReader reader) => ReadLinks(reader, Id);

    /// <summary>The memory of the whole machine in bytes, where there are no nodes to have it; null when unknown.</summary>
    public static long? ReadMemoryOfMachine(SysFsReader reader) => ReadMemory(reader, "proc/meminfo");

    private static long? ReadMemory(SysFsReader reader, string path)
        => NodeText.TryParseMemoryTotal(reader.Bytes(path), out long bytes) ? bytes : null;

    private static CpuSet ReadLinks(SysFsReader reader, int id)
    {
        List<int> links = SysFsReader.Numbers(reader.Names($"{Path}/node{id}"), "cpu");
        links.RemoveAll(number => number >= CpuSet.MaxWidth);
        return CpuSet.Create(CollectionsMarshal.AsSpan(links));
    }

    private static NodeDirectory ReadOne(SysFsReader reader, int id)
    {
        string path = $"{Path}/node{id}";
        CpuSet? list = reader.List($"{path}/cpulist"), mask = list is { IsEmpty: false } ? null : reader.Mask($"{path}/cpumap");
        CpuSet listed = mask ?? list ?? ReadLinks(reader, id);
        return new NodeDirectory(id, listed, ReadMemory(reader, $"{path}/meminfo"), NodeText.ParseDistances(reader.Bytes($"{path}/distance")));
    }
}
