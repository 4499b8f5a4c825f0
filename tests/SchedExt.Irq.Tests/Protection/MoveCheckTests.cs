using System.Runtime.Versioning;

namespace SchedExt.Irq.Tests.Protection;

/// <summary>An interrupt that leaves CPU 2 for CPUs 4 to 7, as the files tell it.</summary>
[SupportedOSPlatform("linux")]
public sealed class MoveCheckTests : IDisposable
{
    private const string Effective = "proc/irq/40/effective_affinity", Counts = "sys/kernel/irq/40/per_cpu_count";

    private readonly TemporaryMachine machine = new((Effective, "04\n"), (Counts, "0,0,7,0,0,0,0,0\n"));

    private readonly IrqRecord record = new(new IrqIdentity(40, "PCI-MSIX-0000:01:00.0", 0, "nvme0q1"), null) { Asked = CpuSet.Parse("4-7") };

    public void Dispose() => machine.Dispose();

    [Theory]
    [InlineData(7, IrqOutcome.Pending)]
    [InlineData(8, IrqOutcome.Pending)]
    [InlineData(9, IrqOutcome.NoVector)]
    public void Continue_FiredOnTheOldCpu_MeansAtTheSecondTimeThatTheMoveFailed(int count, IrqOutcome outcome)
    {
        MoveCheck check = Begin();

        File.WriteAllText(machine.Full(Counts), $"0,0,{count},0,0,0,0,0\n");
        check.Continue(record);

        record.Outcome.Should().Be(outcome);
    }

    [Fact]
    public void Continue_ArrivedAtLast_HasMoved()
    {
        MoveCheck check = Begin();

        File.WriteAllText(machine.Full(Effective), "20\n");
        check.Continue(record).Should().BeTrue();

        record.Outcome.Should().Be(IrqOutcome.Moved);
    }

    private MoveCheck Begin()
    {
        var check = new MoveCheck(new ProcIrqFs(machine.Root), CpuSet.All(8));
        check.Begin(record);
        record.Outcome.Should().Be(IrqOutcome.Pending);
        return check;
    }
}
