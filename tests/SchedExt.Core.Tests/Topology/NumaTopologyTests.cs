namespace SchedExt.Tests.Topology;

public class NumaTopologyTests
{
    private const string Cpu = "sys/devices/system/cpu", Node = "sys/devices/system/node";

    [Fact]
    public void Read_OnlineListOnly_HasOneSyntheticNode()
    {
        NumaTopology topology = NumaTopology.Read(new KernelTree { { $"{Cpu}/online", "0-7" } });

        (topology.Possible, topology.Present, topology.Online).Should().Be((CpuSet.All(8), CpuSet.All(8), CpuSet.All(8)));
        NumaNode node = topology.Nodes.Should().ContainSingle().Which;
        (node.Id, node.Cpus, node.OnlineCpus, node.MemoryBytes, node.IsSynthetic).Should().Be((0, CpuSet.All(8), CpuSet.All(8), null, true));
        topology.IsSynthetic.Should().BeTrue();
        node.Distances.Should().Equal(new Dictionary<int, int> { [0] = 10 });
    }

    [Fact]
    public void Read_SparseNodes_MapsDistancesByPosition()
    {
        var machine = new KernelTree
        {
            { $"{Cpu}/possible", "0-7" }, { $"{Cpu}/present", "0-7" }, { $"{Cpu}/online", "0-7" },
            { $"{Node}/online", "0,8,250" },
            { $"{Node}/node0/cpulist", "0-3\n" }, { $"{Node}/node0/distance", "10 40 80\n" }, { $"{Node}/node0/meminfo", "Node 0 MemTotal:  1024 kB\n" },
            { $"{Node}/node8/cpulist", "4-7\n" }, { $"{Node}/node8/distance", "40 10 70\n" }, { $"{Node}/node8/meminfo", "Node 8 MemTotal:  0 kB\n" },
            { $"{Node}/node250/cpulist", "\n" }, { $"{Node}/node250/distance", "80 70 10\n" },
        };

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Nodes.Select(node => (node.Id, node.Index)).Should().Equal((0, 0), (8, 1), (250, 2));
        topology.Nodes.Select(node => node.MemoryBytes).Should().Equal(1024 * 1024, 0, null);
        topology.FindNode(250)!.IsCpuless.Should().BeTrue();
        topology.FindNode(8)!.Distances.Should().Equal(new Dictionary<int, int> { [0] = 40, [8] = 10, [250] = 70 });
        topology.NearestNodes(250).Select(node => node.Id).Should().Equal(250, 8, 0);
        topology.FindNode(1).Should().BeNull();
        topology.Invoking(t => t.NearestNodes(1)).Should().Throw<ArgumentOutOfRangeException>();
        topology.IsSynthetic.Should().BeFalse();
    }

    [Fact]
    public void NodeOf_PresentButOfflineCpu_ComesFromItsLink()
    {
        var machine = new KernelTree
        {
            { $"{Cpu}/possible", "0-7" }, { $"{Cpu}/present", "0-5" }, { $"{Cpu}/online", "0,2" },
            { $"{Node}/node0/cpulist", "0" }, { $"{Node}/node1/cpulist", "2" },
        };
        machine.AddDirectory($"{Cpu}/cpu1/node0");
        machine.AddDirectory($"{Cpu}/cpu3/node1");
        machine.AddDirectory($"{Node}/node1/cpu4");

        NumaTopology topology = NumaTopology.Read(machine);

        Enumerable.Range(-1, 10).Select(cpu => topology.NodeOf(cpu)?.Id).Should().Equal(null, 0, 0, 1, 1, 1, null, null, null, null);
        topology.Nodes.Select(node => node.Cpus.ToString()).Should().Equal("0-1", "2-4");
        topology.Nodes.Select(node => node.OnlineCpus.ToString()).Should().Equal("0", "2");
    }

    [Fact]
    public void Read_NoLists_DerivesFromDirectories()
    {
        var machine = new KernelTree { { $"{Cpu}/cpu3/online", "0\n" }, { $"{Cpu}/cpufreq/x", "" }, { $"{Node}/node0/cpumap", "b\n" } };
        foreach (int cpu in (int[])[0, 1, 12])
        {
            machine.AddDirectory($"{Cpu}/cpu{cpu}");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        (topology.Online.ToString(), topology.Present.ToString(), topology.Possible.ToString()).Should().Be(("0-1,12", "0-1,3,12", "0-1,3,12"));
        topology.Nodes[0].OnlineCpus.ToString().Should().Be("0-1");
    }

    [Fact]
    public void Read_OverlappingNodes_NodeOfIsTheLowest()
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-1" }, { $"{Node}/node0/cpulist", "0-1" }, { $"{Node}/node1/cpulist", "0-1" } };

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Nodes.Should().OnlyContain(node => node.Cpus == CpuSet.All(2));
        topology.NodeOf(1)!.Id.Should().Be(0);
    }

    [Theory]
    [InlineData("online", "zero", "online", "zero", "a CPU list (at 0: found 'zero', expected a CPU number)")]
    [InlineData("online", "\n", "online", "\n", "at least one CPU")]
    [InlineData("possible", "(null)", "possible", "(null)", "a CPU list (at 0: found '(null)', expected a CPU number)")]
    [InlineData("possible", "0-3", "online", "0-7", "only possible CPUs (0-3)")]
    public void Read_EssentialListOdd_ThrowsNamingTheFile(string file, string text, string named, string found, string expected)
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-7" } };
        machine[$"{Cpu}/{file}"] = text;

        KernelFormatException e = FluentActions.Invoking(() => NumaTopology.Read(machine)).Should().Throw<KernelFormatException>().Which;

        (e.Path, e.Found, e.Expected).Should().Be(($"{Cpu}/{named}", found, expected));
    }

    [Theory]
    [InlineData("possible")]
    [InlineData("present")]
    [InlineData("online")]
    public void Read_EssentialListWithoutAByte_IsAsIfItWereMissing(string file)
    {
        var machine = new KernelTree { { $"{Cpu}/possible", "0-1" }, { $"{Cpu}/present", "0-1" }, { $"{Cpu}/online", "0-1" } };
        machine.AddDirectory($"{Cpu}/cpu0");
        machine.AddDirectory($"{Cpu}/cpu1");
        machine[$"{Cpu}/{file}"] = "";

        NumaTopology topology = NumaTopology.Read(machine);

        (topology.Possible, topology.Present, topology.Online).Should().Be((CpuSet.All(2), CpuSet.All(2), CpuSet.All(2)));
    }

    [Theory]
    [InlineData("", "3", "0-1")]
    [InlineData("\n", "3", "0-1")]
    [InlineData("odd", "3", "0-1")]
    [InlineData("0", "3", "0")]
    [InlineData("\n", "0", "")]
    [InlineData("\n", null, "")]
    [InlineData(null, null, "1")]
    public void Nodes_ListTellsNothing_MaskAndLinksAreAsked(string? list, string? mask, string cpus)
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-1" }, { $"{Node}/node0/distance", "10" } };
        if (list is not null) machine.Add($"{Node}/node0/cpulist", list);
        if (mask is not null) machine.Add($"{Node}/node0/cpumap", mask);
        if (list is null) machine.AddDirectory($"{Node}/node0/cpu1");

        NumaTopology.Read(machine).Nodes[0].OnlineCpus.ToString().Should().Be(cpus);
    }

    [Fact]
    public void Distances_OneRowCutShort_LeavesTheOthersKnown()
    {
        var machine = new KernelTree
        {
            { $"{Cpu}/online", "0" }, { $"{Node}/online", "0,2" }, { $"{Node}/node0/distance", "10\n" }, { $"{Node}/node2/distance", "20 10\n" },
        };

        NumaTopology topology = NumaTopology.Read(machine);

        topology.FindNode(0)!.Distances.Should().BeNull();
        topology.FindNode(2)!.Distances.Should().Equal(new Dictionary<int, int> { [0] = 20, [2] = 10 });
        topology.NearestNodes(0).Select(node => node.Id).Should().Equal(0, 2);
    }

    [Fact]
    public void Read_CpusAndNodesAlone_HasThemAndNothingElse()
    {
        KernelRoot machine = Machines.MachineCatalog.Load("devices-on-nodes").Root;
        NumaTopology all = NumaTopology.Read(machine);

        NumaTopology some = NumaTopology.Read(machine, NumaTopologyParts.CpusAndNodes);

        (all.Parts, some.Parts).Should().Be((NumaTopologyParts.All, NumaTopologyParts.CpusAndNodes));
        some.HasSameCpusAndNodes(all).Should().BeTrue();
        some.Should().NotBe(all);
        (all.Cores.Count, all.Caches.Count, all.Devices.Count).Should().Match<(int, int, int)>(counts => counts.Item1 > 0 && counts.Item2 > 0 && counts.Item3 > 0);
        (some.Cores.Count, some.Packages.Count, some.Caches.Count, some.Llcs.Count, some.Devices.Count).Should().Be((0, 0, 0, 0, 0));
        (some.CoreOf(0), some.PackageOf(0), some.LlcOf(0), some.CapacityOf(0)).Should().Be((null, null, null, null));
        some.NodeOf(0).Should().Be(all.NodeOf(0));
    }

    [Theory]
    [InlineData(NumaTopologyParts.Cores)]
    [InlineData(NumaTopologyParts.Caches)]
    [InlineData(NumaTopologyParts.Devices)]
    public void Read_OnePart_IsThatOfTheWhole(NumaTopologyParts part)
    {
        KernelRoot machine = Machines.MachineCatalog.Load("devices-on-nodes").Root;
        NumaTopology all = NumaTopology.Read(machine), read = NumaTopology.Read(machine, part);

        read.Cores.Should().Equal(part == NumaTopologyParts.Cores ? all.Cores : []);
        read.Llcs.Should().Equal(part == NumaTopologyParts.Caches ? all.Llcs : []);
        read.Devices.Should().Equal(part == NumaTopologyParts.Devices ? all.Devices : []);
    }

    [Fact]
    public void Read_UnknownPart_Throws()
    {
        KernelTree machine = new() { { $"{Cpu}/online", "0" } };
        machine.Invoking(m => NumaTopology.Read(m, (NumaTopologyParts)8)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => NumaTopology.Read(null!, NumaTopologyParts.All)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Read_NoCpus_Throws()
        => FluentActions.Invoking(() => NumaTopology.Read(new KernelTree())).Should().Throw<KernelFileException>().Which.Errno.Should().Be(Errno.ENOENT);

    [Fact]
    public void Read_OnlineWithoutAByteAndNothingElse_ThrowsNamingTheFile()
        => FluentActions.Invoking(() => NumaTopology.Read(new KernelTree { { $"{Cpu}/online", "" } })).Should().Throw<KernelFormatException>().Which.Path.Should().Be($"{Cpu}/online");

    [Fact]
    public void FindNode_SparseIds_FindsEachAndNoOther()
    {
        int[] ids = [0, 8, 250, 255, 1023, 70_000];
        var machine = new KernelTree { { $"{Cpu}/online", "0-3" } };
        foreach (int id in ids)
        {
            machine.Add($"{Node}/node{id}/cpulist", "");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        ids.Select(id => topology.FindNode(id)?.Id).Should().Equal(ids.Cast<int?>());
        ((int[])[-1, 1, 7, 254, 70_001, int.MaxValue, int.MinValue]).Select(topology.FindNode).Should().AllSatisfy(node => node.Should().BeNull());
    }

    [Fact]
    public void Equals_SameFiles_IsEqualUntilTheyChange()
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-3" }, { $"{Node}/node0/cpulist", "0-3" }, { $"{Node}/node0/meminfo", "Node 0 MemTotal: 8 kB" } };
        NumaTopology first = NumaTopology.Read(machine), second = NumaTopology.Read(machine);
        machine[$"{Node}/node0/meminfo"] = "Node 0 MemTotal: 9 kB";
        NumaTopology grown = NumaTopology.Read(machine);
        machine[$"{Cpu}/online"] = "0-2";
        NumaTopology smaller = NumaTopology.Read(machine);

        second.Should().Be(first);
        second.GetHashCode().Should().Be(first.GetHashCode());
        grown.Should().NotBe(first);
        grown.HasSameCpusAndNodes(first).Should().BeTrue();
        smaller.HasSameCpusAndNodes(first).Should().BeFalse();
    }
}
