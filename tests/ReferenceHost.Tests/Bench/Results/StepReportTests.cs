namespace SchedExt.ReferenceHost.Tests.Bench.Results;

public class StepReportTests
{
    private static readonly string s_text = StepReport.Text(BenchRunsOfATest.TwoRounds());

    [Fact]
    public void Text_Row_HasRatiosToIdleAndToTheDefault() => s_text.Should().Contain(
        "| kernel default | 4 | 2.00 (2.00 to 2.00) | 2.00 (2.00 to 2.00) | 2.00 (2.00 to 2.00) | 1.00 (1.00 to 1.00) | 1.00 (1.00 to 1.00) | 1.00 (1.00 to 1.00) | 0.90 (0.90 to 0.90) | 0.95 (0.95 to 0.95) | 0 |\n");

    [Fact]
    public void Text_SchedulerThatLostAllRounds_HasNoFigures() => s_text.Should().Contain("| peer | 0 | – | – | – | – | – | – | – | – | 2 |\n");

    [Fact]
    public void Text_Bars_SayWhatHolds() => s_text.Should().Contain("| p50 / idle | ≤ 1.03 | 1.01 (1.01 to 1.01) | yes |\n");

    [Fact]
    public void Row_FigureBelowABarThatMustBeReached_DoesNotHold() =>
        new StepBar("fairness", 0.8, AtMost: false, Spread.Of([0.7])).Row.Should().Be("| fairness | ≥ 0.80 | 0.70 (0.70 to 0.70) | **no** |");

    [Fact]
    public void Holds_NothingMeasured_IsFalse() => new StepBar("p50", 1.03, AtMost: true, null).Holds.Should().BeFalse();
}
