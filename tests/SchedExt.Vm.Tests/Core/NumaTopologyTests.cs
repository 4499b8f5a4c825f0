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
