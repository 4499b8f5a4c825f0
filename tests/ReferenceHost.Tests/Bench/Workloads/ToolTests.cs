namespace SchedExt.ReferenceHost.Tests.Bench.Workloads;

public sealed class ToolTests : IDisposable
{
    private readonly string _turns = Path.GetTempFileName();

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_turns);

    [Fact]
    public void Run_Repeated_IsTheMedianOfAllButTheFirst()
    {
        Tool tool = Printing("90 3 1 2") with { Repeats = 3 };

        tool.Run(BenchPolicy.Eevdf, () => true).Figures[Tool.Figure].Should().Be(2);
    }

    [Fact]
    public void Run_NotRepeated_IsItsOnlyRun()
    {
        Printing("90 3 1 2").Run(BenchPolicy.Eevdf, () => true).Figures[Tool.Figure].Should().Be(90);

        File.ReadAllLines(_turns).Should().ContainSingle();
    }

    [Fact]
    public void Run_NoFigureInTheOutput_SaysWhatThereWas()
    {
        var tool = new Tool("silent", "sh", ["-c", "echo nothing"], _ => null);

        tool.Invoking(it => it.Run(BenchPolicy.Eevdf, () => true)).Should().Throw<WorkloadException>().WithMessage("silent printed no result: nothing");
    }

    /// <summary>A program that prints another of some figures each time that it runs.</summary>
    private Tool Printing(string figures) =>
        new("figures", "sh", ["-c", $"echo >>{_turns}; set -- {figures}; shift $(($(wc -l <{_turns}) - 1)); echo $1"], ToolOutput.LastNumber);
}
