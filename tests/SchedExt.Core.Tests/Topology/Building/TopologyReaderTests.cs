using SchedExt.Tests.Files;

namespace SchedExt.Tests.Topology.Building;

/// <summary>Machines that change while they are read: a snapshot is of one moment, or the reading starts anew.</summary>
public class TopologyReaderTests
{
    private const string Cpu = "sys/devices/system/cpu", Node = "sys/devices/system/node", Count = "sys/kernel/sched_ext/hotplug_seq";

    /// <summary>Each change, as if by one stroke, of two nodes of two CPUs.</summary>
    public static TheoryData<string> Changes => new("a CPU goes offline", "a CPU comes", "a node goes", "a node comes");

    [Theory]
    [MemberData(nameof(Changes))]
    public void Read_ChangeBeforeAnyRead_IsTheMachineBeforeOrAfterNeverAMix(string change)
    {
        NumaTopology before = NumaTopology.Read(Machine()), after = NumaTopology.Read(Changed(change));
        int reads = ReadsOfOneLook(), again = 0;
        before.Should().NotBe(after);

        for (int at = 1; at <= reads + 1; at++)
        {
            KernelTree machine = Machine();
            var root = new ChangingRoot(machine, (_, read) => Apply(machine, read == at ? change : ""));

            NumaTopology topology = NumaTopology.Read(root);

            (topology.Equals(before) || topology.Equals(after)).Should().BeTrue("{0} before read {1} of {2} ({3})", change, at, reads, root.Reads[Math.Min(at, root.Reads.Count) - 1]);
            again += root.Reads.Count > reads + 4 ? 1 : 0;
        }

        again.Should().BeGreaterThan(reads / 2, "what changes meanwhile is read again");
    }

    [Fact]
    public void Read_CpuGoesAndComesBackMeanwhile_ReadsAgain()
    {
        KernelTree machine = Machine();
        machine[Count] = "1";
        var root = new ChangingRoot(machine, (path, _) =>
        {
            if (path == $"{Cpu}/cpu2/topology/core_id" && machine[Count] == "1")
            {
                machine[Count] = "3";
            }
        });

        NumaTopology.Read(root).Should().Be(NumaTopology.Read(machine));
        root.Reads.Count(path => path == $"{Cpu}/possible").Should().Be(2);
    }

    [Fact]
    public void Read_NothingChanges_ReadsOnce()
    {
        var root = new ChangingRoot(Machine(), (_, _) => { });

        NumaTopology.Read(root);

        root.Reads.Count(path => path == $"{Cpu}/possible").Should().Be(1);
        root.Reads.Count(path => path == Count).Should().Be(2, "it is looked at before and after");
    }

    [Fact]
    public void Read_NeverSettles_TakesTheFifth()
    {
        KernelTree machine = Machine();
        var root = new ChangingRoot(machine, (_, read) => machine[Count] = $"{read}");

        NumaTopology topology = NumaTopology.Read(root);

        topology.Should().Be(NumaTopology.Read(machine));
        root.Reads.Count(path => path == $"{Cpu}/possible").Should().Be(5);
    }

    [Fact]
    public void Read_ContradictionOnlyMeanwhile_ReadsAgain()
    {
        KernelTree machine = Machine();
        bool asked = false;
        var root = new ChangingRoot(machine, (path, _) =>
        {
            // CPU 4 is online already and not yet possible, as between two files that are read one after the other.
            if (path == $"{Cpu}/possible" && !asked)
            {
                asked = true;
                machine[path] = "0-3";
                machine[$"{Cpu}/online"] = "0-1";
            }
        });
        machine[$"{Cpu}/online"] = machine[$"{Cpu}/present"] = "0-4";

        NumaTopology.Read(root).Online.Should().Be(CpuSet.Parse("0-1"));
    }

    [Fact]
    public void Read_ContradictionThatStays_ThrowsAtOnce()
    {
        KernelTree machine = Machine();
        machine[$"{Cpu}/possible"] = "0-2";
        var root = new ChangingRoot(machine, (_, _) => { });

        FluentActions.Invoking(() => NumaTopology.Read(root)).Should().Throw<KernelFormatException>().Which.Path.Should().Be($"{Cpu}/online");
        root.Reads.Count(path => path == $"{Cpu}/possible").Should().Be(1);
    }

    [Fact]
    public void Read_OddToTheEndAndNeverSettles_ThrowsAfterTheFifth()
    {
        KernelTree machine = Machine();
        machine[$"{Cpu}/possible"] = "0-2";
        var root = new ChangingRoot(machine, (_, read) => machine[Count] = $"{read}");

        FluentActions.Invoking(() => NumaTopology.Read(root)).Should().Throw<KernelFormatException>();
        root.Reads.Count(path => path == $"{Cpu}/possible").Should().Be(5);
    }

    [Fact]
    public void Read_NamesThatAreNoNumbers_ArePassedOver()
    {
        KernelTree machine = Machine();
        foreach (string name in (string[])["node00", "node01", "node+2", "node 3", "node2147483648", "nodes", "node"])
        {
            machine.Add($"{Node}/{name}/cpulist", "0-3");
        }

        NumaTopology.Read(machine).Should().Be(NumaTopology.Read(Machine()));
    }

    private static int ReadsOfOneLook()
    {
        var root = new ChangingRoot(Machine(), (_, _) => { });
        NumaTopology.Read(root);
        return root.Reads.Count;
    }

    private static KernelTree Changed(string change)
    {
        KernelTree machine = Machine();
        Apply(machine, change);
        return machine;
    }

    private static void Apply(KernelTree machine, string change)
    {
        switch (change)
        {
            case "a CPU goes offline":
                machine[$"{Cpu}/online"] = "0-2";
                machine[$"{Node}/node1/cpulist"] = "2";
                machine[$"{Cpu}/cpu2/cache/index3/shared_cpu_map"] = "4";
                machine.Remove($"{Cpu}/cpu3/topology");
                machine.Remove($"{Cpu}/cpu3/cache");
                break;
            case "a CPU comes":
                machine[$"{Cpu}/present"] = machine[$"{Cpu}/online"] = "0-4";
                machine[$"{Node}/node1/cpulist"] = "2-4";
                AddCpu(machine, 4, "10");
                break;
            case "a node goes":
                machine[$"{Cpu}/online"] = machine[$"{Node}/node0/cpulist"] = "0-1";
                machine[$"{Node}/online"] = "0";
                machine[$"{Node}/node0/distance"] = "10";
                machine.Remove($"{Node}/node1");
                machine.Remove($"{Cpu}/cpu2");
                machine.Remove($"{Cpu}/cpu3");
                break;
            case "a node comes":
                machine[$"{Node}/online"] = "0-2";
                machine[$"{Node}/node0/distance"] = "10 20 30";
                machine[$"{Node}/node1/distance"] = "20 10 30";
                machine[$"{Node}/node2/distance"] = "30 30 10";
                machine[$"{Node}/node2/cpulist"] = "";
                break;
        }
    }

    private static KernelTree Machine()
    {
        var machine = new KernelTree
        {
            { $"{Cpu}/possible", "0-7" }, { $"{Cpu}/present", "0-3" }, { $"{Cpu}/online", "0-3" }, { $"{Node}/online", "0-1" },
            { $"{Node}/node0/cpulist", "0-1" }, { $"{Node}/node0/distance", "10 20" }, { $"{Node}/node0/meminfo", "Node 0 MemTotal: 8 kB" },
            { $"{Node}/node1/cpulist", "2-3" }, { $"{Node}/node1/distance", "20 10" }, { $"{Node}/node1/meminfo", "Node 1 MemTotal: 8 kB" },
        };
        for (int cpu = 0; cpu < 4; cpu++)
        {
            AddCpu(machine, cpu, cpu < 2 ? "3" : "c");
        }

        return machine;
    }

    private static void AddCpu(KernelTree machine, int cpu, string shared)
    {
        machine.Add($"{Cpu}/cpu{cpu}/topology/thread_siblings", CpuSet.FromRange(cpu, cpu).ToMaskString(8));
        machine.Add($"{Cpu}/cpu{cpu}/topology/core_id", $"{cpu}");
        machine.Add($"{Cpu}/cpu{cpu}/topology/physical_package_id", $"{cpu / 2}");
        machine.Add($"{Cpu}/cpu{cpu}/cache/index3/level", "3");
        machine.Add($"{Cpu}/cpu{cpu}/cache/index3/type", "Unified");
        machine.Add($"{Cpu}/cpu{cpu}/cache/index3/shared_cpu_map", shared);
    }
}
