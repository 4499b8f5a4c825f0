namespace SchedExt.ReferenceHost.Tests.Bench.Results;

public class ToolReportTests
{
    private static readonly BenchResults s_results = new(
    [
        Run(1, BenchPolicy.Eevdf, 2), Run(1, BenchPolicy.EmptyOps, 2.5), Run(1, BenchPolicy.Ours, 3),
        Run(2, BenchPolicy.Eevdf, 4), Run(2, BenchPolicy.EmptyOps, 4), Run(2, BenchPolicy.Ours, 4),
        Run(1, BenchPolicy.Eevdf, 4000, ToolCatalogue.Latency), Run(1, BenchPolicy.Floor, 1000, ToolCatalogue.Latency), Run(1, BenchPolicy.Ours, 1800, ToolCatalogue.Latency),
    ]);

    [Theory]
    [InlineData("| hackbench | kernel default | 3.000 (2.000 to 4.000) | 1 | 0 |\n")]
    [InlineData("| hackbench | empty ops object | 3.250 (2.500 to 4.000) | 1.13 (1.00 to 1.25) | 0 |\n")]
    [InlineData("| hackbench | ai_numa | 3.500 (3.000 to 4.000) | 1.25 (1.00 to 1.50) | 0 |\n")]
    [InlineData("| cyclictest p99 | SCHED_FIFO floor | 1000 (1000 to 1000) | 0.25 (0.25 to 0.25) | 0 |\n")]
    public void Text_Scheduler_HasItsFigureAndItsRatioToTheDefault(string row) => ToolReport.Text(s_results, exact: false).Should().Contain(row);

    [Theory]
    [InlineData("| hackbench | ≤ 1.05, interval from 1.00 or less | 1.25 (1.00 to 1.50) | 1.00 to 1.50 | empty ops object: 1.13 (1.00 to 1.25) | **no** |\n")]
    [InlineData("| cyclictest p99 | ≤ 0.50 | 0.45 (0.45 to 0.45) | 0.45 to 0.45 | SCHED_FIFO floor: 0.25 (0.25 to 0.25) | yes |\n")]
    public void Text_Bar_StandsBesideItsFloor(string row) => ToolReport.Text(s_results, exact: false).Should().Contain(row);

    [Fact]
    public void Text_TimeIsInstructions_HasNoBarsAndNamesWhatIsLeftOut() =>
        ToolReport.Text(s_results, exact: true).Should().Contain("Left out: cyclictest p99.").And.NotContain("| bar |");

    [Fact]
    public void Text_RoundLost_IsCountedAndGivesNoFigure()
    {
        var results = new BenchResults([Run(1, BenchPolicy.Eevdf, 2), BenchRunsOfATest.Lost(1, BenchPolicy.Ours, "hackbench", "ejected")]);

        ToolReport.Text(results, exact: false).Should().Contain("| hackbench | ai_numa | – | – | 1 |\n").And
            .Contain("| hackbench | ≤ 1.05, interval from 1.00 or less | none counts | – | not measured | **no** |\n");
    }

    private static ArmRun Run(int round, BenchPolicy policy, double figure, string tool = "hackbench") =>
        new(round, policy, tool, new(new Dictionary<string, double> { [Tool.Figure] = figure }, []));
}
