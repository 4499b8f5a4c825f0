using System.Text.Json;

namespace SchedExt.Tests.Machines;

/// <summary>Compares a snapshot with the expected answers of a captured machine, field by field.</summary>
internal sealed class MachineComparison(Machine machine, NumaTopology topology)
{
    /// <summary>The machine whose lists of caches are all CPU 0's, and whose expected last-level caches are of these lists: docs/design-core.md says
    /// what is read of it.</summary>
    private const string DamagedCaches = "hwloc-64fake-4n2s2ca2c2t";

    private readonly List<string> differences = [];

    public IReadOnlyList<string> Differences()
    {
        CompareCpus();
        CompareNodes();
        CompareCores();
        CompareCaches();
        CompareDevices();
        return differences;
    }

    private void CompareCpus()
    {
        Compare("possible", topology.Possible);
        Compare("present", topology.Present);
        Compare("online", topology.Online);
        CompareDirectories();
        CompareOrUnknown("isolated", topology.Isolated, topology.Isolated?.ToString());

        // "(null)" is a kernel's word for no CPU; answers made from such a file say null too.
        CompareOrUnknown("nohzFull", topology.NohzFull, topology.NohzFull is { IsEmpty: true } ? null : topology.NohzFull?.ToString());
    }

    /// <summary>Where the lists are missing, the directories tell which CPUs there are.</summary>
    private void CompareDirectories()
    {
        if (machine.Expects("cpuDirectories") && !machine.Expects("present") && !machine.Expects("possible"))
        {
            CpuSet there = Machine.Set(machine.Expected.GetProperty("cpuDirectories")) | topology.Online;
            Same("cpuDirectories", $"{there}, possible {there}", $"{topology.Present}, possible {topology.Possible}");
        }
    }

    /// <summary>Compares what is not derived from other files: null in the answers is a file that does not tell.</summary>
    private void CompareOrUnknown(string field, CpuSet? read, string? readWhereUnknown)
    {
        if (machine.Expected.TryGetProperty(field, out JsonElement expected))
        {
            string? list = expected.GetString();
            Same(field, list is "(null)" ? "" : list, list is null ? readWhereUnknown : read?.ToString());
        }
    }

    private void CompareNodes()
    {
        List<JsonElement> expected = [.. machine.Expected.GetProperty("nodes").EnumerateArray()];
        if (machine.Expects("nodeDirectoryPresent"))
        {
            Same("nodeDirectoryPresent", machine.Expected.GetProperty("nodeDirectoryPresent").GetBoolean().ToString(), (!topology.IsSynthetic).ToString());
        }

        CompareNodeList("nodeOnline", "online");
        CompareNodeList("nodePossible", "possible");
        if (expected.Count == 0)
        {
            Same("nodes", "synthetic", topology.IsSynthetic ? "synthetic" : "real");
            return;
        }

        Same("nodes.id", string.Join(",", expected.Select(node => node.GetProperty("id").GetInt32())), string.Join(",", topology.Nodes.Select(node => node.Id)));
        foreach (JsonElement node in expected)
        {
            CompareNode(node, topology.FindNode(node.GetProperty("id").GetInt32()));
        }

        CompareDistances();
    }

    /// <summary>Compares a list by which rows of distances are told: of nodes, and in the same form as lists of CPUs.</summary>
    private void CompareNodeList(string field, string file)
    {
        if (machine.Expects(field))
        {
            using var reader = new SysFsReader(machine.Root);
            Same(field, machine.Expected.GetProperty(field).GetString(), reader.List($"{NodeDirectory.Path}/{file}")?.ToString());
        }
    }

    private void CompareNode(JsonElement expected, NumaNode? read)
    {
        if (machine.Expects("nodes", "nodes.cpus"))
        {
            Same($"{read} onlineCpus", expected.GetProperty("onlineCpus").GetString(), read?.OnlineCpus.ToString());

            // Lists and maps of nodes know nothing of some offline CPUs, and something of CPUs that are not present.
            CpuSet listed = Machine.Set(expected.GetProperty("cpus")) & topology.Present, known = read?.Cpus ?? default;
            Same($"{read} cpus", (listed | (known - topology.Online)).ToString(), known.ToString());
        }

        if (machine.Expects("nodes", "nodes.memBytes"))
        {
            Same($"{read} memBytes", expected.GetProperty("memBytes").ToString(), read?.MemoryBytes?.ToString() ?? "");
        }

        if (machine.Expects("nodes", "nodes.hasMemory") && expected.GetProperty("hasMemory") is { ValueKind: not JsonValueKind.Null } hasMemory && read?.MemoryBytes is { } bytes)
        {
            Same($"{read} hasMemory", hasMemory.GetBoolean().ToString(), (bytes > 0).ToString());
        }
    }

    private void CompareDistances()
    {
        if (!machine.Expects("distances"))
        {
            return;
        }

        JsonElement expected = machine.Expected.GetProperty("distances");
        int[] ids = [.. expected.GetProperty("nodes").EnumerateArray().Select(id => id.GetInt32())];
        foreach ((int id, JsonElement row) in ids.Zip(expected.GetProperty("matrix").EnumerateArray()))
        {
            string known = string.Join(",", ids.Zip(row.EnumerateArray()).Select(pair => $"{pair.First}:{pair.Second}"));
            string read = string.Join(",", topology.FindNode(id)?.Distances?.Select(pair => $"{pair.Key}:{pair.Value}") ?? []);
            Same($"distances of node {id}", known, read);
        }
    }

    private void CompareCores()
    {
        Compare("sockets", topology.Packages.Count);
        if (machine.Expects("packageIds"))
        {
            IEnumerable<int> expected = machine.Expected.GetProperty("packageIds").EnumerateArray().Select(id => id.GetInt32()).Order();
            Same("packageIds", string.Join(",", expected), string.Join(",", topology.Packages.Select(package => package.Id ?? -1).Distinct().Order()));
        }

        Compare("socketsByPackageId", topology.Packages.Select(package => package.Id ?? -1).Distinct().Count());
        if (topology.Packages.All(package => package.Id is null))
        {
            Compare("socketsByCoreSiblings", topology.Packages.Count);
        }

        Compare("dies", topology.Dies.Count);
        Compare("cores", topology.Cores.Count);
        Compare("threadsPerCore", topology.Cores.Select(core => core.Cpus.Count).DefaultIfEmpty().Max());
        Compare("threadsPerCoreMin", topology.Cores.Select(core => core.Cpus.Count).DefaultIfEmpty().Min());
        if (machine.Expects("coreGroups"))
        {
            IEnumerable<CpuSet> expected = machine.Expected.GetProperty("coreGroups").EnumerateArray().Select(Machine.Set);
            Same("coreGroups", Join(Machine.Sets(expected)), Join(Machine.Sets(topology.Cores.Select(core => core.Cpus))));
        }
    }

    private void CompareCaches()
    {
        if (machine.Expects("l3"))
        {
            IEnumerable<CpuSet> expected = machine.Expected.GetProperty("l3").EnumerateArray().Select(Machine.Set);
            Same("l3", Join(Machine.Sets(expected)), Join(Machine.Sets(topology.Caches.Where(cache => cache.Level == 3).Select(cache => cache.Cpus))));
        }

        bool isDamaged = machine.Expected.TryGetProperty("machine", out JsonElement name) && name.GetString() == DamagedCaches;
        if (machine.Expects("llc") && !isDamaged)
        {
            IEnumerable<string> expected = machine.Expected.GetProperty("llc").EnumerateArray().Select(cache => $"L{cache.GetProperty("level")} {cache.GetProperty("cpus").GetString()}");
            Same("llc", Join(expected.Order()), Join(topology.Llcs.Select(cache => $"L{cache.Level} {cache.Cpus}").Order()));
        }
    }

    private void CompareDevices()
    {
        if (!machine.Expects("pci"))
        {
            return;
        }

        foreach (JsonProperty expected in machine.Expected.GetProperty("pci").EnumerateObject())
        {
            bool isKnown = expected.Value.TryGetProperty("class", out JsonElement code);
            bool isOfInterest = isKnown && IsOfInterest(code.GetString()!);
            PciDevice? device = topology.FindDevice(expected.Name);
            Same($"{expected.Name} is of interest", isOfInterest.ToString(), (device is not null).ToString());
            if (isOfInterest && device is not null)
            {
                CompareDevice(expected.Name, expected.Value, device);
            }
        }
    }

    private void CompareDevice(string name, JsonElement expected, PciDevice device)
    {
        Same($"{name} node", expected.GetProperty("numaNode").ToString(), (device.NodeId ?? -1).ToString());
        Same($"{name} CPUs", expected.GetProperty("localCpus").GetString(), device.LocalCpus?.ToString());
        Same($"{name} class", expected.GetProperty("class").GetString(), $"0x{device.ClassCode:x6}");
        if (expected.TryGetProperty("msiIrqs", out JsonElement irqs))
        {
            Same($"{name} IRQs", irqs.GetString(), CpuSet.Create([.. device.MsiIrqs]).ToString());
            foreach (int irq in device.MsiIrqs)
            {
                Same($"{name} by IRQ {irq}", name, topology.DeviceOfIrq(irq)?.Address);
            }
        }

        if (expected.TryGetProperty("net", out JsonElement net))
        {
            Same($"{name} net", Join(net.EnumerateArray().Select(i => i.GetString()!)), Join(device.NetInterfaces));
        }
    }

    private static bool IsOfInterest(string code)
        => code.StartsWith("0x03") || code.StartsWith("0x12") || code.StartsWith("0x02") || code.StartsWith("0x0c06") || code.StartsWith("0x0108");

    private static string Join(IEnumerable<string> items) => string.Join(" ", items);

    private void Compare(string field, CpuSet? read)
    {
        if (machine.Expects(field))
        {
            Same(field, machine.Expected.GetProperty(field).GetString(), read?.ToString());
        }
    }

    private void Compare(string field, int read)
    {
        if (machine.Expects(field))
        {
            Same(field, machine.Expected.GetProperty(field).ToString(), read.ToString());
        }
    }

    private void Same(string what, string? expected, string? read)
    {
        if (expected != read)
        {
            differences.Add($"{what}: expected {expected}, read {read ?? "nothing"}");
        }
    }
}
