using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Core;

/// <summary>The shape that QEMU was given is what the reader reports, before and after hotplug.</summary>
public sealed class NumaTopologyTests : IDisposable
{
    public void Dispose()
    {
        foreach (int cpu in NumaTopology.Read(KernelRoot.Host).Present.Without(0))
        {
            Kernel.SetOnline(cpu, true);
        }
    }

    [Fact, Machine(Machines.TwoNodes)]
    public void Read_TwoNodes_IsTheShape()
    {
        NumaTopology topology = NumaTopology.Read(KernelRoot.Host);

        Describe(topology).Should().Be("0: 0-1 [10 20] | 1: 2-3 [20 10]");
        topology.Cores.Should().HaveCount(4);
        topology.Packages.Select(package => package.Cpus.ToString()).Should().Equal("0-1", "2-3");
        topology.Nodes.Should().OnlyContain(node => node.MemoryBytes > 0);
    }

    [Fact, Machine(Machines.SparseNodes)]
    public void Read_NodesZeroAndTwo_HasTheirDistanceById() => Describe(NumaTopology.Read(KernelRoot.Host)).Should().Be("0: 0-1 [10 30] | 2: 2-3 [30 10]");

    [Fact, Machine(Machines.SparseNodes)]
    public void Read_CpuOfASparseNodeGoesAndComes_IsTheShapeEachTime()
    {
        NumaTopology before = NumaTopology.Read(KernelRoot.Host);

        Kernel.SetOnline(2, false);
        NumaTopology without = NumaTopology.Read(KernelRoot.Host);
        Kernel.SetOnline(2, true);

        Describe(without).Should().Be("0: 0-1 [10 30] | 2: 3 [30 10]");
        without.NodeOf(2)!.Id.Should().Be(2, "an offline CPU keeps its node");
        NumaTopology.Read(KernelRoot.Host).HasSameCpusAndNodes(before).Should().BeTrue();
    }

    [Fact, Machine(Machines.CpulessNode)]
    public void Read_AllCpusOfANodeGo_ItIsStillNoNodeWithoutCpus()
    {
        NumaTopology before = NumaTopology.Read(KernelRoot.Host);

        Kernel.SetOnline(2, false);
        Kernel.SetOnline(3, false);
        NumaTopology without = NumaTopology.Read(KernelRoot.Host);
        Kernel.SetOnline(2, true);
        Kernel.SetOnline(3, true);

        Describe(without).Should().Be("0: 0-1 [10 20 20] | 1:  [20 10 20] | 2:  [20 20 10]");
        without.Nodes.Select(node => node.IsCpuless).Should().Equal(false, false, true);
        NumaTopology.Read(KernelRoot.Host).HasSameCpusAndNodes(before).Should().BeTrue();
    }

    [Fact, Machine(Machines.SixtyFourCpus)]
    public void Read_SixtyFourCpus_IsTheShapeBeforeAndAfterHotplug()
    {
        NumaTopology before = NumaTopology.Read(KernelRoot.Host);
        Kernel.SetOnline(17, false);
        Kernel.SetOnline(63, false);
        NumaTopology without = NumaTopology.Read(KernelRoot.Host);
        Kernel.SetOnline(17, true);
        Kernel.SetOnline(63, true);

        Describe(before).Should().Be("0: 0-15 [10 20 30 40] | 1: 16-31 [20 10 20 30] | 2: 32-47 [30 20 10 20] | 3: 48-63 [40 30 20 10]");
        before.Packages.Select(package => package.Cpus.ToString()).Should().Equal("0-15", "16-31", "32-47", "48-63");
        before.Cores.Should().HaveCount(64);
        before.NearestNodes(0).Select(node => node.Id).Should().Equal(0, 1, 2, 3);
        before.NearestNodes(3).Select(node => node.Id).Should().Equal(3, 2, 1, 0);
        Describe(without).Should().Be("0: 0-15 [10 20 30 40] | 1: 16,18-31 [20 10 20 30] | 2: 32-47 [30 20 10 20] | 3: 48-62 [40 30 20 10]");
        (without.NodeOf(17)!.Id, without.NodeOf(63)!.Id, without.CoreOf(17), without.Cores.Count).Should().Be((1, 3, null, 62));
        NumaTopology.Read(KernelRoot.Host).HasSameCpusAndNodes(before).Should().BeTrue();
    }

    [Fact, Machine(Machines.TwoNodes)]
    public void Capture_ThisMachine_IsReadLikeIt()
    {
        using var archive = new MemoryStream();
        MachineCapture.Write(KernelRoot.Host, archive);
        archive.Position = 0;

        NumaTopology captured = NumaTopology.Read(MachineCapture.Read(archive)), live = NumaTopology.Read(KernelRoot.Host);

        captured.HasSameCpusAndNodes(live).Should().BeTrue();
        captured.Cores.Should().Equal(live.Cores);
        captured.Caches.Should().Equal(live.Caches);
        captured.Devices.Should().Equal(live.Devices);
    }

    [Fact, Machine(Machines.CpulessNode)]
    public void Read_NodeWithoutCpus_IsThere()
    {
        NumaTopology topology = NumaTopology.Read(KernelRoot.Host);

        Describe(topology).Should().Be("0: 0-1 [10 20 20] | 1: 2-3 [20 10 20] | 2:  [20 20 10]");
        topology.FindNode(2)!.IsCpuless.Should().BeTrue();
        topology.FindNode(2)!.MemoryBytes.Should().BeInRange(128 << 20, 256 << 20);
    }

    [Fact, Machine(Machines.OneNode)]
    public void Read_OneNode_IsTheShape() => Describe(NumaTopology.Read(KernelRoot.Host)).Should().Be("0: 0-1 [10]");

    [Fact, Machine(Machines.EightNodes)]
    public void Read_EightNodesOfOneCpu_IsTheShape()
    {
        NumaTopology topology = NumaTopology.Read(KernelRoot.Host);

        topology.Nodes.Select(node => $"{node.Id}: {node.OnlineCpus}").Should().Equal(Enumerable.Range(0, 8).Select(node => $"{node}: {node}"));
        topology.NearestNodes(5)[0].Id.Should().Be(5);
    }

    [Fact, Machine(Machines.TwoNodes)]
    public void Read_CpuOffline_KeepsItsNode()
    {
        Kernel.SetOnline(3, false);

        NumaTopology topology = NumaTopology.Read(KernelRoot.Host);

        (topology.Possible.ToString(), topology.Present.ToString(), topology.Online.ToString()).Should().Be(("0-3", "0-3", "0-2"));
        topology.NodeOf(3)!.Id.Should().Be(1);
        topology.FindNode(1)!.Cpus.ToString().Should().Be("2-3");
        topology.FindNode(1)!.OnlineCpus.ToString().Should().Be("2");
        topology.CoreOf(3).Should().BeNull();
        Kernel.SetOnline(3, true);
        NumaTopology.Read(KernelRoot.Host).CoreOf(3).Should().NotBeNull();
    }

    [Fact, Machine(Machines.TwoNodes)]
    public void Read_WholeNodeOffline_KeepsTheNode()
    {
        Kernel.SetOnline(2, false);
        Kernel.SetOnline(3, false);

        NumaTopology topology = NumaTopology.Read(KernelRoot.Host);

        Describe(topology).Should().Be("0: 0-1 [10 20] | 1:  [20 10]");
        topology.FindNode(1)!.IsCpuless.Should().BeFalse("its CPUs are only offline");
    }

    /// <summary>Each node: its id, its online CPUs and its row of distances.</summary>
    private static string Describe(NumaTopology topology)
        => string.Join(" | ", topology.Nodes.Select(node => $"{node.Id}: {node.OnlineCpus} [{string.Join(' ', node.Distances?.Values ?? (IEnumerable<int>)[])}]"));
}
