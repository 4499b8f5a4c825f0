using System.Globalization;

namespace SchedExt.Bpf.Tests;

/// <summary>Machines by their nodes: id, CPUs and distances to the online nodes in ascending id order.</summary>
internal static class Shape
{
    private const string Cpu = "sys/devices/system/cpu", Node = "sys/devices/system/node";

    internal static KernelTree Tree(string cpus, params (int Id, string Cpus, string Distances)[] nodes)
    {
        var tree = new KernelTree
        {
            { $"{Cpu}/possible", cpus }, { $"{Cpu}/present", cpus }, { $"{Cpu}/online", cpus },
            { $"{Node}/online", string.Join(',', nodes.Select(node => node.Id.ToString(CultureInfo.InvariantCulture))) },
        };
        foreach ((int id, string nodeCpus, string distances) in nodes)
        {
            tree.Add($"{Node}/node{id}/cpulist", nodeCpus + "\n");
            if (distances.Length > 0) tree.Add($"{Node}/node{id}/distance", distances + "\n");
        }

        return tree;
    }

    internal static AiNumaTopology Read(KernelTree tree) => AiNumaTopology.From(NumaTopology.Read(tree));

    internal static AiNumaTopology Read(string cpus, params (int Id, string Cpus, string Distances)[] nodes) => Read(Tree(cpus, nodes));

    /// <summary>The row of a slot: each entry as "slot[first+length]".</summary>
    internal static string Row(this AiNumaTopology topology, int slot) => string.Join(' ', topology.Entries(slot)
        .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Slot}[{entry.First}+{entry.Length}]")));

    internal static AiNumaLayout.Steal[] Entries(this AiNumaTopology topology, int slot)
    {
        int nodes = topology.NodeIds.Length;
        return topology.StealOrder[(slot * nodes)..(slot * nodes + nodes - 1)];
    }
}
