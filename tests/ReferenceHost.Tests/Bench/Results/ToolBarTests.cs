namespace SchedExt.ReferenceHost.Tests.Bench.Results;

public class ToolBarTests
{
    [Theory]
    [InlineData(0.98, 1.02, true)]
    [InlineData(1.04, 1.06, false)] // the median is, the interval is not
    [InlineData(0.99, 1.20, false)] // the interval is, the median is not
    public void Holds_Time_NeedsTheMedianAndTheInterval(double low, double high, bool expected) =>
        new ToolBar("hackbench", 1.05, 1, Spread.Of([low, high]), BenchPolicy.EmptyOps, null).Holds.Should().Be(expected);

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0.51, false)]
    public void Holds_Latency_NeedsTheMedian(double reached, bool expected) =>
        new ToolBar(ToolCatalogue.Latency, 0.5, null, Spread.Of([reached]), BenchPolicy.Floor, null).Holds.Should().Be(expected);

    [Fact]
    public void Holds_NothingMeasured_IsFalse() => new ToolBar("hackbench", 1.05, 1, null, BenchPolicy.EmptyOps, null).Holds.Should().BeFalse();
}
