using System.Globalization;
using System.Text;

namespace SchedExt.ReferenceHost;

/// <summary>A machine as a tree: under each node its CPUs, memory, caches and devices. Pure.</summary>
internal static class TopologyTree
{
    internal static string Format(NumaTopology topology, TextStyle style)
    {
        var text = new StringBuilder();
        text.Append(style.Bold("machine")).Append('\n');
        Append(text, "online", topology.Online.ToString());
        if (topology.Present != topology.Online) Append(text, "present", topology.Present.ToString());
        if (topology.Possible != topology.Present) Append(text, "possible", topology.Possible.ToString());
        if (topology.Isolated is { IsEmpty: false } isolated) Append(text, "isolated", isolated.ToString());
        if (topology.NohzFull is { IsEmpty: false } tickless) Append(text, "nohz_full", tickless.ToString());
        if (topology.Cores.Count > 0) Append(text, "cores", $"{topology.Cores.Count} in {topology.Packages.Count} package{(topology.Packages.Count == 1 ? "" : "s")}");

        foreach (NumaNode node in topology.Nodes) Append(text, topology, node, style);
        PciDevice[] homeless = [.. topology.Devices.Where(device => device.NodeId is not { } node || topology.FindNode(node) is null)];
        if (homeless.Length > 0) text.Append(style.Bold("no node known")).Append('\n');
        foreach (PciDevice device in homeless) Append(text, device);
        return text.ToString();
    }

    private static void Append(StringBuilder text, NumaTopology topology, NumaNode node, TextStyle style)
    {
        text.Append(style.Bold($"node {node.Id}")).Append(node.IsSynthetic ? " (made up: the machine has no node directory)\n" : "\n");
        CpuSet offline = node.Cpus - node.OnlineCpus;
        Append(text, "CPUs", (node.IsCpuless ? "none" : node.Cpus.ToString()) + (offline.IsEmpty ? "" : $" (offline: {offline})"));
        Append(text, "memory", Memory(node.MemoryBytes));
        Append(text, "distances", node.Distances is { } all ? string.Join(", ", all.Select(to => $"to {to.Key}: {to.Value}")) : "unknown");
        foreach (IGrouping<int, CacheDomain> level in topology.Llcs.Where(cache => cache.Cpus.Overlaps(node.OnlineCpus)).GroupBy(cache => cache.Level))
            Append(text, $"L{level.Key} caches", string.Join(" | ", level.Select(cache => cache.Cpus)));
        foreach (PciDevice device in topology.DevicesOn(node.Id)) Append(text, device);
    }

    private static void Append(StringBuilder text, PciDevice device)
    {
        IEnumerable<string> details =
        [
            Printable(device.Address),
            .. device.NetInterfaces.Select(Printable),
            device.Driver is { } driver ? $"driver {Printable(driver)}" : "no driver",
            device.MsiIrqs.Count == 0 ? "no message interrupts" : $"IRQs {Ranges(device.MsiIrqs)}",
        ];
        Append(text, device.Kind.ToString().ToLowerInvariant(), string.Join(", ", details));
    }

    private static void Append(StringBuilder text, string name, string value) => text.Append(CultureInfo.InvariantCulture, $"  {name,-10} {value}\n");

    /// <summary>Ascending numbers as a list such as <c>27-28,31</c>. They may be beyond any CPU's.</summary>
    private static string Ranges(IReadOnlyList<int> numbers)
    {
        var text = new StringBuilder();
        for (int first = 0, next; first < numbers.Count; first = next)
        {
            for (next = first + 1; next < numbers.Count && numbers[next] == numbers[next - 1] + 1; next++)
            {
            }

            text.Append(text.Length > 0 ? "," : "").Append(numbers[first]).Append(next > first + 1 ? $"-{numbers[next - 1]}" : "");
        }

        return text.ToString();
    }

    /// <summary>A name of the kernel's without what would steer a terminal: interfaces may be named with anything but '/' and blanks.</summary>
    private static string Printable(string name) => string.Concat(name.Select(letter => char.IsControl(letter) ? '?' : letter));

    private static string Memory(long? bytes) => bytes switch
    {
        null => "unknown",
        0 => "none",
        { } known => string.Create(CultureInfo.InvariantCulture, $"{known / (double)(1L << 30):0.0} GiB"),
    };
}
