namespace SchedExt.Tests.Topology.Watching;

public class TopologyWatcherOptionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3_600_001)]
    public void Interval_OutOfRange_Throws(int milliseconds)
        => FluentActions.Invoking(() => new TopologyWatcherOptions { Interval = TimeSpan.FromMilliseconds(milliseconds) }).Should().Throw<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(-1)]
    [InlineData(60_001)]
    public void SettleTime_OutOfRange_Throws(int milliseconds)
        => FluentActions.Invoking(() => new TopologyWatcherOptions { SettleTime = TimeSpan.FromMilliseconds(milliseconds) }).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Parts_Unknown_Throws()
        => FluentActions.Invoking(() => new TopologyWatcherOptions { Parts = (NumaTopologyParts)16 }).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Clock_Null_Throws()
        => FluentActions.Invoking(() => new TopologyWatcherOptions { Clock = null! }).Should().Throw<ArgumentNullException>();
}
