using SchedExt.Irq.Testing;

namespace SchedExt.Irq.Tests.Protection;

/// <summary>Machines of each width at which a mask's text changes its shape, all CPUs online or the last ones not.</summary>
public sealed class WidthTests
{
    public static TheoryData<int> Widths => [2, 8, 31, 32, 33, 40, 63, 64, 65, 128, 144, 288, 1024, 1152, 8192];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Protect_AnyWidth_IsTakenByTheKernelAndRestored(int cpus)
    {
        var stage = new Stage(new KernelModelIrqFs(cpus) { MovesAtOnce = true });
        stage.Model.AddIrq(40);
        stage.Model.AddIrq(41, CpuSet.FromRange(0, 0));
        string before = stage.Masks;
        using IrqProtector protector = stage.Open();
        IrqProtection lease = protector.Protect(CpuSet.All(cpus / 2), "nccl");
        lease.Report.Count(IrqOutcome.Moved).Should().Be(2);
        stage.Mask(41).Should().Be(CpuSet.FromRange(cpus / 2, cpus - 1));
        lease.Dispose();

        stage.Masks.Should().Be(before);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Protect_MorePossibleThanOnline_IsTakenByTheKernelAndRestored(int cpus)
    {
        var stage = new Stage(new KernelModelIrqFs(cpus) { MovesAtOnce = true });
        stage.Model.AddIrq(40);
        for (int cpu = Math.Max(2, cpus - 3); cpu < cpus; cpu++)
        {
            stage.Model.SetOffline(cpu);
        }

        string before = stage.Masks;
        using IrqProtector protector = stage.Open();
        IrqProtection lease = protector.Protect(CpuSet.FromRange(0, 0), "nccl");
        lease.Report.Count(IrqOutcome.Moved).Should().Be(1);
        stage.Mask(40).Should().Be(CpuSet.FromRange(1, cpus - 1), "offline CPUs of the home stay in the mask");
        lease.Dispose();

        stage.Masks.Should().Be(before);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void WriteAffinity_AllCpus_HasAGroupForEach32(int cpus)
    {
        using var machine = new TemporaryMachine(("proc/irq/40/smp_affinity", "1\n"));
        new ProcIrqFs(machine.Root).WriteAffinity(40, CpuSet.All(cpus)).Succeeded.Should().BeTrue();

        string[] groups = File.ReadAllText(machine.Full("proc/irq/40/smp_affinity")).Split(',');
        groups.Should().HaveCount((cpus + 31) / 32);
        groups[0].Should().NotStartWith("0");
        groups.Skip(1).Should().AllBe("ffffffff");
    }
}
