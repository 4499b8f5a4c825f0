namespace SchedExt.ReferenceHost.Tests.Bench.Workloads;

public class TrainingStepOutputTests
{
    [Fact]
    public void Parse_Output_HasFiguresByNameAndSteps()
    {
        Measurement measured = TrainingStepOutput.Parse("""{"step_us":[4067.1,4100.0],"steps":2,"p50_us":4067.1,"fairness":0.9712}""" + "\n");

        measured.Samples.Should().Equal(4067.1, 4100);
        measured.Figures.Should().Equal(new Dictionary<string, double> { ["steps"] = 2, ["p50_us"] = 4067.1, ["fairness"] = 0.9712 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("training-step: cannot pin")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"step_us":7}""")]
    public void Parse_SomethingElse_IsRefused(string text) =>
        ((Action)(() => TrainingStepOutput.Parse(text))).Should().Throw<WorkloadException>().WithMessage("training-step printed something that is no result*");
}
