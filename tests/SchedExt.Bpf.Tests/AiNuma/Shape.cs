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

    /// <summary>Adds a last-level cache that each of these CPUs tells of.</summary>
    internal static KernelTree WithLlc(this KernelTree tree, params string[] lists)
    {
        foreach (string list in lists)
        {
            foreach (int cpu in CpuSet.Parse(list))
            {
                string index = $"{Cpu}/cpu{cpu}/cache/index3";
                tree.Add($"{index}/level", "3\n");
                tree.Add($"{index}/type", "Unified\n");
                tree.Add($"{index}/shared_cpu_list", list + "\n");
            }
        }

        return tree;
    }

    /// <summary>The node slot of each CPU.</summary>
    internal static uint[] NodeOfCpu(this AiNumaTopology topology) => [.. topology.Cpus.Select(cpu => cpu.Node)];

    /// <summary>The LLCs: "node: CPUs" each.</summary>
    internal static string LlcList(this AiNumaTopology topology) => string.Join(" | ", topology.Llcs
        .Select(llc => $"{llc.Node}: {string.Join(',', topology.LlcCpus.AsSpan((int)llc.FirstCpu, (int)llc.NrCpus).ToArray())}"));

    /// <summary>The row of an LLC: each entry as "llc[first+length]", with "=" on the same node.</summary>
    internal static string Row(this AiNumaTopology topology, int slot) => string.Join(' ', topology.Entries(slot)
        .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Llc}{(entry.Remote == 1 ? "" : "=")}[{entry.First}+{entry.Length}]")));

    internal static AiNumaLayout.Near[] Entries(this AiNumaTopology topology, int slot) =>
        topology.Near[(slot * topology.NearCount)..((slot + 1) * topology.NearCount)];
}
