namespace SchedExt.ReferenceHost.Tests.Bench.Results;

public class ToolReportTests
{
    [Fact]
    public void Text_Tool_HasTheRatioToTheDefaultWithItsInterval()
    {
        var results = new BenchResults([Run(1, BenchPolicy.Eevdf, 2), Run(1, BenchPolicy.Ours, 3), Run(2, BenchPolicy.Eevdf, 4), Run(2, BenchPolicy.Ours, 4)]);

        ToolReport.Text(results).Should().Contain("| hackbench | ai_numa | 3 | 1.25 (1.00 to 1.50) | 1.00 to 1.50 | 0 |\n");
    }

    private static ArmRun Run(int round, BenchPolicy policy, double figure) =>
        new(round, policy, "hackbench", new(new Dictionary<string, double> { [Tool.Figure] = figure }, []));
}
