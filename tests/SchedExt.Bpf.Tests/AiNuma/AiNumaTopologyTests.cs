namespace SchedExt.Bpf.Tests;

public sealed class AiNumaTopologyTests
{
    private const uint None = AiNumaLayout.NoSlot;

    [Fact]
    public void From_SparseIds_NumbersThemDensely()
    {
        AiNumaTopology topology = Shape.Read("0-3", (0, "0-1", "10 20"), (2, "2-3", "20 10"));

        topology.NodeIds.Should().Equal(0, 2);
        topology.NodeOfCpu().Should().Equal(0, 0, 1, 1);
        ((int[])[0, 1, 2, 3, -1]).Select(topology.SlotOfNode).Should().Equal(0, -1, 1, -1, -1);
        (topology.Row(0), topology.Row(1)).Should().Be(("1[0+1]", "0[0+1]"));
    }

    [Fact]
    public void From_NodeWithoutCpus_HasNoSlot()
    {
        AiNumaTopology topology = Shape.Read("0-3", (0, "0-1", "10 15 20"), (1, "", "15 10 15"), (2, "2-3", "20 15 10"));

        topology.NodeIds.Should().Equal(0, 2);
        topology.SlotOfNode(1).Should().Be(-1);
        topology.Near.Should().HaveCount(2);
        (topology.Row(0), topology.Row(1)).Should().Be(("1[0+1]", "0[0+1]"));
    }

    [Fact]
    public void From_OneNode_HasNobodyToStealFrom()
    {
        AiNumaTopology topology = Shape.Read("0-1", (0, "0-1", "10"));

        (topology.NodeIds.Length, topology.Near.Length, topology.Row(0)).Should().Be((1, 0, ""));
    }

    [Fact]
    public void From_NoNodeDirectory_IsOneNode()
    {
        AiNumaTopology topology = AiNumaTopology.From(NumaTopology.Read(new KernelTree { { "sys/devices/system/cpu/online", "0-2" } }));

        topology.NodeIds.Should().Equal(0);
        topology.NodeOfCpu().Should().Equal(0, 0, 0);
    }

    [Fact]
    public void From_OfflineCpus_HaveTheSlotOfTheirLinkOrNone()
    {
        KernelTree tree = Shape.Tree("0-7", (0, "0", "10 20"), (1, "2", "20 10"));
        tree["sys/devices/system/cpu/online"] = "0,2";
        tree["sys/devices/system/cpu/present"] = "0-5";
        tree.AddDirectory("sys/devices/system/cpu/cpu1/node0");
        tree.AddDirectory("sys/devices/system/cpu/cpu3/node1");

        Shape.Read(tree).NodeOfCpu().Should().Equal(0, 0, 1, 1, None, None, None, None);
    }

    [Fact]
    public void From_HolesInPossible_HaveNoSlot()
    {
        AiNumaTopology topology = Shape.Read("1,4", (0, "1", "10 20"), (1, "4", "20 10"));

        topology.NodeOfCpu().Should().Equal(None, 0, None, None, 1);
    }

    [Fact]
    public void From_DistancesWithTies_FormGroupsFromNearToFar()
    {
        AiNumaTopology topology = Shape.Read(
            "0-4", (0, "0", "10 32 16 32 16"), (1, "1", "32 10 32 32 32"), (2, "2", "16 32 10 20 12"), (3, "3", "32 32 20 10 20"), (4, "4", "16 32 12 20 10"));

        topology.Row(0).Should().Be("2[0+2] 4[0+2] 1[2+2] 3[2+2]");
        topology.Row(1).Should().Be("0[0+4] 2[0+4] 3[0+4] 4[0+4]");
        topology.Row(2).Should().Be("4[0+1] 0[1+1] 3[2+1] 1[3+1]");
    }

    [Fact]
    public void From_DistancesUnknown_MakeOneGroup()
    {
        AiNumaTopology topology = Shape.Read("0-2", (0, "0", ""), (1, "1", ""), (2, "2", "10 20 30"));

        (topology.Row(0), topology.Row(1)).Should().Be(("1[0+2] 2[0+2]", "0[0+2] 2[0+2]"));
    }

    [Theory]
    [InlineData(8192)]
    [InlineData(1)]
    public void From_CpusUpToTheLimit_AreTaken(int cpus) => Shape.Read($"0-{cpus - 1}", (0, $"0-{cpus - 1}", "10")).Cpus.Should().HaveCount(cpus);

    [Fact]
    public void From_TooManyCpus_IsRefusedInWords() => FluentActions.Invoking(() => Shape.Read("0-8192", (0, "0-8192", "10")))
        .Should().Throw<BpfException>().WithMessage("configure 'ai_numa': this machine has 8193 possible CPUs; at most 8192 are supported.")
        .Which.Kind.Should().Be(BpfErrorKind.NotSupported);

    [Fact]
    public void From_TooManyNodes_IsRefusedInWords() => FluentActions.Invoking(() => Shape.Read("0-1024", [.. Enumerable.Range(0, 1025).Select(id => (id, $"{id}", ""))]))
        .Should().Throw<BpfException>().WithMessage("*this machine has 1025 NUMA nodes with CPUs; at most 1024 are supported.");

    [Fact]
    public void From_ManyNodesWithoutCpus_AreNotCounted()
    {
        AiNumaTopology topology = Shape.Read("0", [(0, "0", ""), .. Enumerable.Range(1, 1100).Select(id => (id, "", ""))]);

        topology.NodeIds.Should().Equal(0);
    }

    [Fact]
    public void From_CachesInNodes_NumbersThemNodeByNode()
    {
        AiNumaTopology topology = Shape.Read(Shape.Tree("0-7", (0, "0-3", "10 20"), (1, "4-7", "20 10")).WithLlc("0,2", "1,3", "4-5", "6-7"));

        topology.LlcList().Should().Be("0: 0,2 | 0: 1,3 | 1: 4,5 | 1: 6,7");
        topology.Nodes.Select(node => (node.FirstLlc, node.NrLlcs)).Should().Equal((0u, 2u), (2u, 2u));
        topology.Cpus.Select(cpu => cpu.Llc).Should().Equal(0, 1, 0, 1, 2, 2, 3, 3);
        (topology.Row(0), topology.Row(3)).Should().Be(("1=[0+1] 2[1+2] 3[1+2]", "2=[0+1] 0[1+2] 1[1+2]"));
    }

    [Fact]
    public void From_CacheAcrossNodes_CountsInEach()
    {
        AiNumaTopology topology = Shape.Read(Shape.Tree("0-3", (0, "0-1", "10 20"), (1, "2-3", "20 10")).WithLlc("0-3"));

        topology.LlcList().Should().Be("0: 0,1 | 1: 2,3");
    }

    [Fact]
    public void From_CpuWithoutCache_GoesWithTheFirstOfItsNode()
    {
        AiNumaTopology topology = Shape.Read(Shape.Tree("0-3", (0, "0-3", "10")).WithLlc("0", "2"));

        topology.LlcList().Should().Be("0: 0,1,3 | 0: 2");
    }

    [Theory]
    [InlineData(32, "32")]
    [InlineData(33, "16 17")]
    [InlineData(100, "25 25 25 25")]
    public void From_LargeCache_CountsAsSeveral(int cpus, string sizes)
    {
        AiNumaTopology topology = Shape.Read(Shape.Tree($"0-{cpus - 1}", (0, $"0-{cpus - 1}", "10")).WithLlc($"0-{cpus - 1}"));

        string.Join(' ', topology.Llcs.Select(llc => llc.NrCpus)).Should().Be(sizes);
        topology.LlcCpus.Should().Equal(Enumerable.Range(0, cpus));
    }

    [Fact]
    public void From_MoreLlcsThanARowHolds_KeepsTheNearest()
    {
        AiNumaTopology topology = Shape.Read("0-99", [.. Enumerable.Range(0, 100).Select(id => (id, $"{id}", string.Join(' ', Enumerable.Range(0, 100).Select(other => 10 + Math.Abs(id - other)))))]);

        (topology.NearCount, topology.Entries(0)[^1].Llc, topology.Entries(99)[0].Llc).Should().Be((64, 64, 98));
    }
}
