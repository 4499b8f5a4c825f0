namespace SchedExt.ReferenceHost.Tests.Bench.Workloads;

public class ToolCatalogueTests
{
    private static readonly TrainingStepProgram s_load = new("training-step", 2);

    [Fact]
    public void For_TimeIsInstructions_LeavesTheLatencyOutAndWaitsForAllOfStressNg()
    {
        Names(exact: false).Except(Names(exact: true)).Should().Equal("stress-ng --switch", ToolCatalogue.Latency);
        Names(exact: true).Except(Names(exact: false)).Should().Equal(ToolCatalogue.Whole);
    }

    [Fact]
    public void For_Latency_HasNoTurnUnderObjectsThatQueueInOrder() =>
        ToolCatalogue.For(s_load, exact: false).Where(tool => !tool.Policies.Contains(BenchPolicy.EmptyOps)).Select(tool => tool.Name).Should().Equal(ToolCatalogue.Latency);

    [Fact]
    public void For_Latency_AloneHasATurnUnderFifo() =>
        ToolCatalogue.For(s_load, exact: false).Where(tool => tool.Policies.Contains(BenchPolicy.Floor)).Select(tool => tool.Name).Should().Equal(ToolCatalogue.Latency);

    [Fact]
    public void ArgumentsUnder_Floor_EndWithTheRealTimePolicy()
    {
        Tool cyclictest = ToolCatalogue.For(s_load, exact: false).Cast<Tool>().Single(tool => tool.Name == ToolCatalogue.Latency);

        cyclictest.ArgumentsUnder(BenchPolicy.Floor).Should().EndWith(["--policy=other", "--policy=fifo", "--priority=1"]);
        cyclictest.ArgumentsUnder(BenchPolicy.Ours).Should().EndWith(["--policy=other"]);
    }

    private static IEnumerable<string> Names(bool exact) => ToolCatalogue.For(s_load, exact).Select(tool => tool.Name);
}
