using System.Globalization;

namespace SchedExt.Tests.Topology;

/// <summary>Shapes of machines that are rare, or of architectures that nobody at hand has: what their files look like, and what is read of them.</summary>
public class OddMachineTests
{
    private const string Cpu = "sys/devices/system/cpu", Node = "sys/devices/system/node";

    /// <summary>POWER: eight threads a core, chips without a number, some threads off, memory of GPUs as nodes 250 and up.</summary>
    [Fact]
    public void Read_PowerWithThreadsOffAndNodesOfGpuMemory_IsAsItsFilesSay()
    {
        var machine = new KernelTree
        {
            { $"{Cpu}/possible", "0-31\n" }, { $"{Cpu}/present", "0-15,24-31\n" }, { $"{Cpu}/online", "0,2,8,10,24,26\n" }, { $"{Node}/online", "0,8,250,255\n" },
            { $"{Node}/node0/cpumap", "0000050f\n" }, { $"{Node}/node8/cpumap", "05000000\n" }, { $"{Node}/node250/cpulist", "\n" }, { $"{Node}/node255/cpumap", "00000000\n" },
        };
        foreach (int id in (int[])[0, 8, 250, 255])
        {
            machine.Add($"{Node}/node{id}/distance", $"{(id == 0 ? 10 : 40)} {(id == 8 ? 10 : 40)} {(id == 250 ? 10 : 80)} {(id == 255 ? 10 : 80)}\n");
        }

        foreach (int cpu in (int[])[0, 2, 8, 10, 24, 26])
        {
            machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", "-1\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/core_id", $"{cpu / 8 * 8}\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/thread_siblings_list", $"{cpu / 8 * 8},{(cpu / 8 * 8) + 2}\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/core_siblings_list", cpu < 16 ? "0,2,8,10\n" : "24,26\n");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Nodes.Select(node => (node.Id, $"{node.OnlineCpus}", node.IsCpuless)).Should().Equal((0, "0,2,8,10", false), (8, "24,26", false), (250, "", true), (255, "", true));
        topology.Cores.Select(core => (core.CoreId, $"{core.Cpus}")).Should().Equal((0, "0,2"), (8, "8,10"), (24, "24,26"));
        topology.Packages.Select(package => (package.Id, $"{package.Cpus}")).Should().Equal((null, "0,2,8,10"), (null, "24,26"));
        topology.NearestNodes(250).Select(node => node.Id).Should().Equal(250, 0, 8, 255);
        (topology.NodeOf(26)!.Id, topology.NodeOf(16), topology.CoreOf(1)).Should().Be((8, null, null));
    }

    /// <summary>s390: neither nodes nor caches; a drawer holds books, a book packages, each numbered from 0 on; CPU 0 is off.</summary>
    [Fact]
    public void Read_MainframeWithDrawersAndNoCaches_TellsItsPackagesApart()
    {
        var machine = new KernelTree { { $"{Cpu}/possible", "0-511\n" }, { $"{Cpu}/present", "0-8\n" }, { $"{Cpu}/online", "1-8\n" }, { "proc/meminfo", "MemTotal:        1024 kB\n" } };
        for (int cpu = 1; cpu <= 8; cpu++)
        {
            int at = (cpu - 1) / 2;
            machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", "0\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/book_id", $"{at % 2}\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/drawer_id", $"{at / 2}\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/core_id", $"{cpu}\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/thread_siblings", CpuSet.FromRange(cpu, cpu).ToMaskString(512) + "\n");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Packages.Select(package => (package.Id, $"{package.Cpus}")).Should().Equal((0, "1-2"), (0, "3-4"), (0, "5-6"), (0, "7-8"));
        (topology.IsSynthetic, topology.Nodes[0].MemoryBytes, $"{topology.Nodes[0].Cpus}", $"{topology.Nodes[0].OnlineCpus}").Should().Be((true, 1L << 20, "0-8", "1-8"));
        (topology.Cores.Count, topology.Llcs.Count, topology.Caches.Count, topology.NodeOf(0)!.Id, topology.LlcOf(1)).Should().Be((8, 0, 0, 0, null));
    }

    /// <summary>arm64: clusters that share a second-level cache, which is the last one; no number of dies; two kinds of cores.</summary>
    [Fact]
    public void Read_ClustersOfUnlikeCores_HaveTheirOwnLastLevels()
    {
        var machine = new KernelTree { { $"{Cpu}/possible", "0-7\n\0" }, { $"{Cpu}/present", "0-7\n\0" }, { $"{Cpu}/online", "0-7\n\0" }, { $"{Node}/node0/cpulist", "0-7\n\0" } };
        for (int cpu = 0; cpu < 8; cpu++)
        {
            string cluster = cpu < 4 ? "0f\n\0" : "f0\n\0";
            machine.Add($"{Cpu}/cpu{cpu}/cpu_capacity", cpu < 4 ? "485\n" : "1024\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", "0\n\0");
            machine.Add($"{Cpu}/cpu{cpu}/topology/die_id", "-1\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/cluster_id", $"{cpu / 4}\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/thread_siblings", CpuSet.FromRange(cpu, cpu).ToMaskString(8) + "\n\0");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index0/level", "1\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index0/type", "Data\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index0/shared_cpu_map", CpuSet.FromRange(cpu, cpu).ToMaskString(8) + "\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index2/level", "2\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index2/type", "Unified\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index2/shared_cpu_map", cluster);
        }

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Llcs.Select(cache => (cache.Level, $"{cache.Cpus}")).Should().Equal((2, "0-3"), (2, "4-7"));
        topology.Dies.Should().ContainSingle().Which.Should().Be(new CpuDie { PackageId = 0, Id = null, Cpus = CpuSet.All(8) });
        (topology.CapacityOf(3), topology.CapacityOf(4), topology.Cores.Count, topology.Packages.Count).Should().Be((485, 1024, 8, 1));
    }

    /// <summary>More nodes than a word has bits, most of them memory on CXL, their lists a newline alone, their maps with a short top group.</summary>
    [Fact]
    public void Read_EightyNodesOfMemoryAlone_AreAllThere()
    {
        var machine = new KernelTree { { $"{Cpu}/possible", "0-71\n" }, { $"{Cpu}/present", "0-71\n" }, { $"{Cpu}/online", "0-71\n" }, { $"{Node}/online", "0-81\n" } };
        for (int id = 0; id < 82; id++)
        {
            machine.Add($"{Node}/node{id}/cpulist", id == 0 ? "\n" : id == 1 ? "36-71\n" : "\n");
            machine.Add($"{Node}/node{id}/cpumap", id == 0 ? "00,0000000f,ffffffff\n" : id == 1 ? "ff,fffffff0,00000000\n" : "00,00000000,00000000\n");
            machine.Add($"{Node}/node{id}/meminfo", $"Node {id} MemTotal:       {id * 1024} kB\n");
            machine.Add($"{Node}/node{id}/distance", string.Join(' ', Enumerable.Range(0, 82).Select(other => other == id ? 10 : 255 - other)) + "\n");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Nodes.Should().HaveCount(82);
        topology.Nodes.Count(node => node.IsCpuless).Should().Be(80);
        (topology.NodeOf(35)!.Id, topology.NodeOf(36)!.Id, topology.FindNode(81)!.MemoryBytes).Should().Be((0, 1, 81L << 20));
        topology.NearestNodes(0).Take(3).Select(node => node.Id).Should().Equal(0, 81, 80);
    }

    /// <summary>A node went offline between two of the files: the row is as long as the possible nodes are many.</summary>
    [Theory]
    [InlineData("0-1", "1", "20 10", "0:20,1:10")]
    [InlineData("0-1", "1", "10", "1:10")]
    [InlineData("0-3", "1", "20 10", "")]
    [InlineData(null, "1", "20 10", "")]
    public void Read_DistancesOfMoreNodesThanThereAre_AreThoseOfThePossible(string? possible, string online, string row, string distances)
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-3" }, { $"{Node}/online", online }, { $"{Node}/node1/cpulist", "0-3" }, { $"{Node}/node1/distance", row } };
        if (possible is not null)
        {
            machine.Add($"{Node}/possible", possible);
        }

        IReadOnlyDictionary<int, int>? read = NumaTopology.Read(machine).Nodes[0].Distances;

        string.Join(',', (read ?? new Dictionary<int, int>()).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}:{pair.Value}"))).Should().Be(distances);
    }

    /// <summary>Some kernels leave an offline CPU its directories, and its neighbours go on naming it; the list of the node leaves it out, the map does not.</summary>
    [Fact]
    public void Read_OfflineCpuKeepsItsDirectories_IsInNoCoreAndSharesNoCache()
    {
        var machine = new KernelTree
        {
            { $"{Cpu}/possible", "0-3\n" }, { $"{Cpu}/present", "0-3\n" }, { $"{Cpu}/online", "1-3\n" },
            { $"{Node}/node0/cpulist", "1-3\n" }, { $"{Node}/node0/cpumap", "f\n" },
        };
        machine.AddLink($"{Node}/node0/cpu0", "../../cpu/cpu0");
        for (int cpu = 0; cpu < 4; cpu++)
        {
            machine.Add($"{Cpu}/cpu{cpu}/topology/thread_siblings", cpu < 2 ? "3\n" : "c\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", "65536\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index3/level", "3\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index3/shared_cpu_map", "f\n");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Cores.Select(core => core.Cpus.ToString()).Should().Equal("1", "2-3");
        topology.Packages.Should().ContainSingle().Which.Should().Be(new CpuPackage { Id = 65536, Cpus = CpuSet.Parse("1-3") });
        topology.Llcs.Should().ContainSingle().Which.Cpus.Should().Be(CpuSet.Parse("1-3"));
        ($"{topology.Nodes[0].Cpus}", $"{topology.Nodes[0].OnlineCpus}").Should().Be(("0-3", "1-3"));
        (topology.NodeOf(0)!.Id, topology.CoreOf(0), topology.LlcOf(0), topology.PackageOf(0)).Should().Be((0, null, null, null));
    }

    /// <summary>The map of a node is as wide as the hypervisor's machine: it names CPUs that this one never has.</summary>
    [Fact]
    public void Read_MapOfMoreCpusThanExist_IsCutToThem()
    {
        var machine = new KernelTree
        {
            { $"{Cpu}/possible", "0-15\n" }, { $"{Cpu}/present", "0-9\n" }, { $"{Cpu}/online", "0-7\n" },
            { $"{Node}/node0/cpumap", "1fff,ffffffff,ffffffff,ffffffff,ffffffff\n" },
        };

        NumaTopology topology = NumaTopology.Read(machine);

        ($"{topology.Nodes[0].Cpus}", $"{topology.Nodes[0].OnlineCpus}").Should().Be(("0-9", "0-7"));
        Enumerable.Range(0, 150).Where(cpu => topology.NodeOf(cpu) is not null).Should().Equal(Enumerable.Range(0, 10));
    }

    /// <summary>sparc64: numbers with holes from the first on; the last of them is what arrays are sized by.</summary>
    [Fact]
    public void Read_NumbersOfCpusHaveHoles_EachIsFoundAndNoOther()
    {
        int[] cpus = [6, 7, 10, 11, 14, 15];
        var machine = new KernelTree { { $"{Cpu}/possible", "6-7,10-11,14-15\n" }, { $"{Cpu}/present", "6-7,10-11,14-15\n" }, { $"{Cpu}/online", "6-7,10-11,14-15\n" }, { $"{Node}/node3/cpulist", "6-7,10-11,14-15\n" } };
        foreach (int cpu in cpus)
        {
            machine.Add($"{Cpu}/cpu{cpu}/topology/core_id", $"{cpu / 2 % 2}\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/core_cpus_list", $"{cpu / 2 * 2}-{(cpu / 2 * 2) + 1}\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index0/level", "1\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index0/shared_cpu_list", $"{cpu}\n");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        Enumerable.Range(-1, 20).Where(cpu => topology.NodeOf(cpu)?.Id == 3).Should().Equal(cpus);
        Enumerable.Range(-1, 20).Where(cpu => topology.CoreOf(cpu) is not null).Should().Equal(cpus);
        topology.Cores.Select(core => (core.CoreId, core.Cpus.ToString())).Should().Equal((1, "6-7"), (1, "10-11"), (1, "14-15"));
        cpus.Should().OnlyContain(cpu => topology.LlcOf(cpu)!.Cpus == CpuSet.FromRange(cpu, cpu));
    }

    /// <summary>Nothing but directories: no list, no file that is not of one CPU.</summary>
    [Fact]
    public void Read_DirectoriesAlone_AreEnough()
    {
        var machine = new KernelTree();
        foreach (int cpu in (int[])[6, 7, 10])
        {
            machine.AddDirectory($"{Cpu}/cpu{cpu}");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        (topology.Possible, topology.Online, topology.IsSynthetic).Should().Be((CpuSet.Parse("6-7,10"), CpuSet.Parse("6-7,10"), true));
    }

    /// <summary>A node directory with lists of nodes and no node: a kernel that could, on a machine that does not.</summary>
    [Fact]
    public void Read_NodeDirectoryWithoutNodes_HasOneSyntheticNode()
        => NumaTopology.Read(new KernelTree { { $"{Cpu}/online", "0-3" }, { $"{Node}/possible", "0\n" }, { $"{Node}/online", "\n" } }).IsSynthetic.Should().BeTrue();
}
