using System.Globalization;
using System.Text;

namespace SchedExt.ReferenceHost;

/// <summary>A machine as a tree. Pure.</summary>
internal static class TopologyTree
{
    internal static string Format(NumaTopology topology, TextStyle style)
    {
        var text = new StringBuilder();
        text.Append(style.Bold("CPUs")).Append($"  online {topology.Online}, present {topology.Present}, possible {topology.Possible}\n");
        foreach (NumaNode node in topology.Nodes) Append(text, node, style);
        return text.ToString();
    }

    private static void Append(StringBuilder text, NumaNode node, TextStyle style)
    {
        text.Append(style.Bold($"node {node.Id}")).Append(node.IsSynthetic ? " (the machine has no node directory: all CPUs are taken for one node)\n" : "\n");
        text.Append("  CPUs       ").Append(node.IsCpuless ? "none" : node.Cpus.ToString());
        CpuSet offline = node.Cpus - node.OnlineCpus;
        text.Append(offline.IsEmpty ? "\n" : $" (offline: {offline})\n");
        text.Append("  memory     ").Append(Memory(node.MemoryBytes)).Append('\n');
        text.Append("  distances  ").Append(node.Distances is { } all ? string.Join(", ", all.Select(to => $"{to.Key}: {to.Value}")) : "unknown").Append('\n');
    }

    private static string Memory(long? bytes) => bytes switch
    {
        null => "unknown",
        0 => "none",
        { } known => string.Create(CultureInfo.InvariantCulture, $"{known / (double)(1L << 30):0.0} GiB"),
    };
}
