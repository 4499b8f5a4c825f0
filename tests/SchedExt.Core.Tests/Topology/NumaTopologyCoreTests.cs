namespace SchedExt.Tests.Topology;

public class NumaTopologyCoreTests
{
    private const string Cpu = "sys/devices/system/cpu";

    [Fact]
    public void Cores_Threads_ShareCorePackageAndDie()
    {
        KernelTree machine = Hybrid();

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Cores.Select(core => (core.Index, core.Cpus.ToString(), core.CoreId, core.DieId, core.PackageId)).Should().Equal((0, "0,2", 4, 0, 36), (1, "1", 5, 1, 36));
        topology.Packages.Should().ContainSingle().Which.Should().Be(new CpuPackage { Id = 36, Cpus = CpuSet.All(3) });
        topology.Dies.Select(die => (die.PackageId, die.Id, die.Cpus.ToString())).Should().Equal((36, 0, "0,2"), (36, 1, "1"));
        topology.CoreOf(2).Should().BeSameAs(topology.Cores[0]);
        topology.PackageOf(1).Should().BeSameAs(topology.Packages[0]);
        topology.CoreOf(7).Should().BeNull();
        topology.CapacityOf(0).Should().Be(1024);
        topology.CapacityOf(1).Should().Be(446);
        topology.CapacityOf(2).Should().BeNull();
    }

    [Fact]
    public void Llcs_UnequalLevels_AreTheHighestOfEachCpu()
    {
        NumaTopology topology = NumaTopology.Read(Hybrid());

        topology.Llcs.Select(cache => (cache.Level, cache.Cpus.ToString())).Should().Equal((3, "0,2"), (2, "1"));
        topology.LlcOf(2)!.SizeBytes.Should().Be(32 << 20);
        topology.LlcOf(1)!.Id.Should().Be(9);
        topology.LlcOf(5).Should().BeNull();
        topology.Caches.Select(cache => (cache.Level, cache.Type)).Should().Equal(
            (1, CacheType.Data), (1, CacheType.Instruction), (2, CacheType.Unified), (3, CacheType.Unified));
    }

    [Fact]
    public void Cores_NoTopologyFolder_AreUnknown()
    {
        NumaTopology topology = NumaTopology.Read(new KernelTree { { $"{Cpu}/online", "0-3" } });

        topology.Cores.Should().BeEmpty();
        topology.Packages.Should().BeEmpty();
        topology.Dies.Should().BeEmpty();
        topology.Llcs.Should().BeEmpty();
        (topology.CoreOf(0), topology.PackageOf(0), topology.LlcOf(0), topology.CapacityOf(0)).Should().Be((null, null, null, null));
        (topology.Isolated, topology.NohzFull).Should().Be((null, null));
    }

    [Fact]
    public void Packages_IdIsMinusOne_AreToldApartBySiblings()
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-3" } };
        foreach (int cpu in (int[])[0, 1, 2, 3])
        {
            machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", "-1\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/core_siblings", cpu < 2 ? "3\n" : "c\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/die_id", "-1\n");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Packages.Select(package => (package.Id, package.Cpus.ToString())).Should().Equal((null, "0-1"), (null, "2-3"));
        topology.Dies.Should().BeEmpty("a die is in a package with a number");
    }

    [Fact]
    public void Packages_NumbersStartAnewInEachBook_AreToldApart()
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-3" } };
        foreach (int cpu in (int[])[0, 1, 2, 3])
        {
            machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", "1\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/die_id", "0\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/book_id", cpu == 3 ? "7\n" : "2\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/drawer_id", cpu == 0 ? "0\n" : "3\n");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Packages.Select(package => (package.Id, package.Cpus.ToString())).Should().Equal((1, "0"), (1, "1-2"), (1, "3"));
        topology.Dies.Select(die => die.Cpus.ToString()).Should().Equal("0", "1-2", "3");
    }

    [Fact]
    public void Cores_SiblingMaskAllZero_GivesWayToTheList()
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-1" }, { $"{Cpu}/cpu0/topology/thread_siblings", "00000000\n" }, { $"{Cpu}/cpu0/topology/thread_siblings_list", "0-1\n" } };

        NumaTopology.Read(machine).Cores.Should().ContainSingle().Which.Cpus.Should().Be(CpuSet.All(2));
    }

    [Fact]
    public void Llcs_SharingUnknown_AreNotGuessed()
    {
        KernelTree machine = Hybrid();
        machine[$"{Cpu}/cpu0/cache/index3/shared_cpu_map"] = "1\n";
        machine.Remove($"{Cpu}/cpu2/cache/index3/shared_cpu_map");

        NumaTopology topology = NumaTopology.Read(machine);

        topology.LlcOf(2).Should().BeNull("its third-level cache may be shared with any CPU");
        topology.Llcs.Select(cache => cache.Cpus.ToString()).Should().Equal("0", "1");
    }

    [Theory]
    [InlineData(0, "cache/index3/shared_cpu_map")]
    [InlineData(2, "cache/index3/shared_cpu_map")]
    [InlineData(0, "cache")]
    [InlineData(2, "cache/index1/shared_cpu_map")]
    public void LlcOf_CpuDoesNotTellButAnotherNamesIt_IsThatOne(int silent, string removed)
    {
        KernelTree machine = Hybrid();
        machine.Remove($"{Cpu}/cpu{silent}/{removed}").Should().BeTrue();

        NumaTopology topology = NumaTopology.Read(machine);

        Enumerable.Range(0, 3).Select(cpu => (topology.LlcOf(cpu)!.Level, topology.LlcOf(cpu)!.Cpus.ToString())).Should().Equal((3, "0,2"), (2, "1"), (3, "0,2"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void CoreOf_CpuDoesNotTellButAnotherNamesIt_IsThatOne(int silent)
    {
        KernelTree machine = Hybrid();
        machine.Remove($"{Cpu}/cpu{silent}/topology").Should().BeTrue();

        NumaTopology topology = NumaTopology.Read(machine);

        Enumerable.Range(0, 3).Select(cpu => topology.CoreOf(cpu)!.Cpus.ToString()).Should().Equal("0,2", "1", "0,2");
        topology.Packages.Should().ContainSingle().Which.Cpus.Should().Be(CpuSet.All(3));
        topology.Dies.Select(die => die.Cpus.ToString()).Should().Equal("0,2", "1");
    }

    /// <summary>One of two CPUs says that both are of one core and share a cache, the other knows nothing of it: whoever comes first.</summary>
    [Theory]
    [InlineData("3", "2", "0-1|1", "0-1|1")]
    [InlineData("1", "3", "0|0-1", "0|0-1")]
    public void Read_OneOfTwoCpusNamesTheOther_EachAnswersByItsOwnFile(string first, string second, string cores, string caches)
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-1" } };
        foreach ((int cpu, string mask) in (IEnumerable<(int, string)>)[(0, first), (1, second)])
        {
            machine.Add($"{Cpu}/cpu{cpu}/topology/thread_siblings", mask);
            machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", $"{cpu}");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index2/level", "2");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index2/shared_cpu_map", mask);
        }

        NumaTopology topology = NumaTopology.Read(machine);

        string.Join('|', topology.Cores.Select(core => core.Cpus)).Should().Be(cores);
        string.Join('|', topology.CoreOf(0)!.Cpus, topology.CoreOf(1)!.Cpus).Should().Be(cores);
        string.Join('|', topology.LlcOf(0)!.Cpus, topology.LlcOf(1)!.Cpus).Should().Be(caches);
        topology.Packages.Select(package => (package.Id, package.Cpus.ToString())).Should().Equal((0, "0"), (1, "1"));
    }

    /// <summary>CPU 0 says that it shares with 0 to 3; all others agree with each other, and with nothing of that.</summary>
    [Fact]
    public void Read_TheFirstCpuIsWrong_TheOthersAreRight()
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-7" } };
        foreach (int cpu in Enumerable.Range(0, 8))
        {
            string mask = cpu == 0 ? "f\n" : $"{0x11 << (cpu % 4):x}\n";
            machine.Add($"{Cpu}/cpu{cpu}/topology/thread_siblings", mask);
            machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", $"{cpu % 4}\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index3/level", "3\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index3/shared_cpu_map", mask);
        }

        NumaTopology topology = NumaTopology.Read(machine);

        string[] own = ["0-3", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7"];
        Enumerable.Range(0, 8).Select(cpu => topology.LlcOf(cpu)!.Cpus.ToString()).Should().Equal(own);
        Enumerable.Range(0, 8).Select(cpu => topology.CoreOf(cpu)!.Cpus.ToString()).Should().Equal(own);
        topology.Packages.Select(package => package.Cpus.ToString()).Should().Equal("0,4", "1,5", "2,6", "3,7");
    }

    /// <summary>CPU 1 has no cache of instructions, so that its second-level cache, which it shares with CPU 0, has another index there.</summary>
    [Fact]
    public void Llcs_UnlikeCpusNumberTheirCachesDifferently_AreFoundAllTheSame()
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-1" } };
        (int Cpu, int Index, int Level, string Mask)[] caches = [(0, 0, 1, "1"), (0, 1, 2, "3"), (1, 0, 2, "3"), (1, 1, 3, "2"), (1, 2, 4, "2")];
        foreach ((int cpu, int index, int level, string mask) in caches)
        {
            machine.Add($"{Cpu}/cpu{cpu}/cache/index{index}/level", $"{level}\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index{index}/shared_cpu_map", $"{mask}\n");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Caches.Select(cache => (cache.Level, cache.Cpus.ToString())).Should().Equal((1, "0"), (2, "0-1"), (3, "1"), (4, "1"));
        (topology.LlcOf(0)!.Level, topology.LlcOf(1)!.Level).Should().Be((2, 4));
    }

    /// <summary>CPU 2 says that it shares with 0 to 3, of which nobody else knows.</summary>
    [Fact]
    public void Llcs_OneCpuNamesOthersThatSayOtherwise_EachAnswersByItsOwnFile()
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-7" } };
        foreach (int cpu in Enumerable.Range(0, 8))
        {
            machine.Add($"{Cpu}/cpu{cpu}/cache/index3/level", "3\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index3/shared_cpu_map", cpu == 2 ? "f\n" : $"{0x11 << (cpu % 4):x}\n");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        Enumerable.Range(0, 8).Select(cpu => topology.LlcOf(cpu)!.Cpus.ToString()).Should().Equal("0,4", "1,5", "0-3", "3,7", "0,4", "1,5", "2,6", "3,7");
        topology.Llcs.Select(cache => cache.Cpus.ToString()).Should().Equal(["0,4", "1,5", "0-3", "3,7", "2,6"], "they go by the lowest CPU that tells of each");
    }

    /// <summary>The same with lists beside the masks: the list of CPU 2 is what the others say too, that of CPU 7 is not.</summary>
    [Fact]
    public void Llcs_MaskContradictedByOthersAndListNot_AreByTheList()
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-7" } };
        foreach (int cpu in Enumerable.Range(0, 8))
        {
            machine.Add($"{Cpu}/cpu{cpu}/cache/index3/level", "3\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index3/shared_cpu_map", cpu == 2 ? "f\n" : $"{0x11 << (cpu % 4):x}\n");
            machine.Add($"{Cpu}/cpu{cpu}/cache/index3/shared_cpu_list", cpu == 7 ? "0-7\n" : $"{cpu % 4},{(cpu % 4) + 4}\n");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        Enumerable.Range(0, 8).Select(cpu => topology.LlcOf(cpu)!.Cpus.ToString()).Should().Equal("0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7");
        topology.Caches.Select(cache => cache.Cpus.ToString()).Should().Equal("0,4", "1,5", "2,6", "3,7");
        topology.Llcs.Should().Equal(topology.Caches);
    }

    [Fact]
    public void Cores_OneCpuNamesOthersThatSayOtherwise_EachAnswersByItsOwnFile()
    {
        var machine = new KernelTree { { $"{Cpu}/online", "0-7" } };
        foreach (int cpu in Enumerable.Range(0, 8))
        {
            machine.Add($"{Cpu}/cpu{cpu}/topology/thread_siblings", cpu == 2 ? "f\n" : $"{0x11 << (cpu % 4):x}\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", $"{cpu % 4}\n");
        }

        NumaTopology topology = NumaTopology.Read(machine);

        Enumerable.Range(0, 8).Select(cpu => topology.CoreOf(cpu)!.Cpus.ToString()).Should().Equal("0,4", "1,5", "0-3", "3,7", "0,4", "1,5", "2,6", "3,7");
        topology.Packages.Select(package => package.Cpus.ToString()).Should().Equal("0,4", "1,5", "2,6", "3,7");
    }

    [Theory]
    [InlineData("5-7\n", "5-7")]
    [InlineData("\n", "")]
    [InlineData("\0\n", "")]
    [InlineData("          (null)\n", "")]
    [InlineData("odd", null)]
    public void NohzFull_Text_IsTheSetOrUnknown(string text, string? list)
        => (NumaTopology.Read(new KernelTree { { $"{Cpu}/online", "0-7" }, { $"{Cpu}/nohz_full", text } }).NohzFull?.ToString()).Should().Be(list);

    /// <summary>A core of two threads with a third-level cache, and a small core whose last cache is the second.</summary>
    private static KernelTree Hybrid()
    {
        var machine = new KernelTree
        {
            { $"{Cpu}/online", "0-2" }, { $"{Cpu}/cpu0/cpu_capacity", "1024\n" }, { $"{Cpu}/cpu1/cpu_capacity", "446\n" },
            { $"{Cpu}/cpu1/cache/index2/level", "2\n" }, { $"{Cpu}/cpu1/cache/index2/type", "Unified\n" }, { $"{Cpu}/cpu1/cache/index2/shared_cpu_list", "1\n" },
            { $"{Cpu}/cpu1/cache/index2/id", "9\n" }, { $"{Cpu}/cpu1/cache/index2/size", "odd\n" },
        };
        foreach (int cpu in (int[])[0, 1, 2])
        {
            machine.Add($"{Cpu}/cpu{cpu}/topology/thread_siblings", cpu == 1 ? "2\n" : "5\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/core_id", cpu == 1 ? "5\n" : "4\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/die_id", cpu == 1 ? "1\n" : "0\n");
            machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", "36\n");
        }

        foreach (int cpu in (int[])[0, 2])
        {
            AddCache(machine, cpu, 0, 1, "Data");
            AddCache(machine, cpu, 1, 1, "Instruction");
            AddCache(machine, cpu, 3, 3, "Unified");
        }

        return machine;
    }

    private static void AddCache(KernelTree machine, int cpu, int index, int level, string type)
    {
        string path = $"{Cpu}/cpu{cpu}/cache/index{index}";
        machine.Add($"{path}/level", $"{level}\n");
        machine.Add($"{path}/type", $"{type}\n");
        machine.Add($"{path}/shared_cpu_map", "5\n");
        machine.Add($"{path}/size", "32768K\n");
    }
}
