using static SchedExt.ReferenceHost.Tests.Bench.BenchRunsOfATest;

namespace SchedExt.ReferenceHost.Tests.Bench.Results;

public class BenchResultsTests
{
    private const string Shape = TrainingStep.Free;

    [Fact]
    public void Ratio_MachineThatSlowsDown_IsTakenWithinEachRound()
    {
        var results = new BenchResults([Counted(1, BenchPolicy.Idle, Shape, 100), Counted(1, BenchPolicy.Ours, Shape, 150), Counted(2, BenchPolicy.Idle, Shape, 200), Counted(2, BenchPolicy.Ours, Shape, 300)]);

        results.Ratio(BenchPolicy.Ours, Shape, "p50_us", (BenchPolicy.Idle, Shape)).Should().Be(new Spread(1.5, 1.5, 1.5, 1.5, 1.5, 2));
    }

    [Fact]
    public void Ratio_TwoBases_IsToTheLarger()
    {
        var results = new BenchResults([Counted(1, BenchPolicy.Idle, Shape, 100), Counted(1, BenchPolicy.Floor, Shape, 200), Counted(1, BenchPolicy.Ours, Shape, 300)]);

        results.Ratio(BenchPolicy.Ours, Shape, "p50_us", (BenchPolicy.Idle, Shape), (BenchPolicy.Floor, Shape))!.Median.Should().Be(1.5);
    }

    [Fact]
    public void Ratio_RoundLost_DoesNotCount()
    {
        var results = new BenchResults([Counted(1, BenchPolicy.Idle, Shape, 100), Lost(1, BenchPolicy.Ours, Shape, "ejected"), Counted(2, BenchPolicy.Idle, Shape, 100), Counted(2, BenchPolicy.Ours, Shape, 300)]);

        results.Ratio(BenchPolicy.Ours, Shape, "p50_us", (BenchPolicy.Idle, Shape))!.Count.Should().Be(1);
        results.Failed(BenchPolicy.Ours, Shape).Should().ContainSingle().Which.Problem.Should().Be("ejected");
    }

    [Fact]
    public void Ratio_BaseMissing_IsNull()
        => new BenchResults([Counted(1, BenchPolicy.Ours, Shape, 300)]).Ratio(BenchPolicy.Ours, Shape, "p50_us", (BenchPolicy.Idle, Shape)).Should().BeNull();

    [Theory]
    [InlineData(0.5, 3)]
    [InlineData(0.51, 4)]
    [InlineData(0.99, 6)]
    [InlineData(1, 6)]
    public void Pooled_StepsOfTwoRounds_IsTheNearestRank(double part, double expected)
    {
        var results = new BenchResults([Counted(1, BenchPolicy.Ours, Shape, 0, 6, 1, 3), Counted(2, BenchPolicy.Ours, Shape, 0, 5, 4, 2)]);

        results.Pooled(BenchPolicy.Ours, Shape, part).Should().Be(expected);
    }
}
