using SchedExt.Irq.Tests.Protection;

namespace SchedExt.Irq.Tests.Balancer;

public class BalancerBanTests
{
    private static readonly CpuSet FirstFour = CpuSet.Parse("0-3");

    private readonly FakeBalancer balancer = new();

    private Stage Stage => field ??= new Stage { Balancer = balancer };

    [Fact]
    public void Protect_BalancerRuns_IsToldAndTheBanBeforeIsPutBack()
    {
        using IrqProtector protector = Stage.Open();
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        balancer.Banned.Should().Be(CpuSet.Parse("0-3,6"));
        lease.Update(CpuSet.Parse("0-1"));
        balancer.Banned.Should().Be(CpuSet.Parse("0-1,6"));
        lease.Dispose();

        (balancer.Banned, Stage.Store.Unrestored).Should().Be((CpuSet.Parse("6"), null));
        Stage.Lines.Should().NotContain(line => line.StartsWith("12 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Refresh_BalancerWasStartedAnew_IsToldAgain()
    {
        using IrqProtector protector = Stage.Open(TimeSpan.FromSeconds(1));
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        (balancer.Process, balancer.Banned) = (900, CpuSet.Parse("5"));
        Stage.Clock.Advance(TimeSpan.FromSeconds(11));

        balancer.Banned.Should().Be(CpuSet.Parse("0-3,5"));
        lease.Dispose();
        balancer.Banned.Should().Be(CpuSet.Parse("5"));
    }

    [Fact]
    public void Refresh_BalancerKnows_IsNotToldAgain()
    {
        using IrqProtector protector = Stage.Open(TimeSpan.FromSeconds(1));
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        Stage.Clock.Advance(TimeSpan.FromMinutes(1));

        balancer.Commands.Should().Be(1);
    }

    [Fact]
    public void Refresh_SomebodyElseToldTheBalancer_IsToldAgain()
    {
        using IrqProtector protector = Stage.Open(TimeSpan.FromSeconds(1));
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        Stage.Clock.Advance(TimeSpan.FromSeconds(11));
        balancer.Banned = default;
        Stage.Clock.Advance(TimeSpan.FromSeconds(11));

        (balancer.Banned, balancer.Commands).Should().Be((CpuSet.Parse("0-3,6"), 2));
        Stage.Lines.Should().NotContain(line => line.StartsWith("12 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Refresh_BalancerDoesNotDoAsItWasTold_IsWarnedOfOnceAndToldAgain()
    {
        balancer.Obeys = false;
        using IrqProtector protector = Stage.Open(TimeSpan.FromSeconds(1));
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        Stage.Clock.Advance(TimeSpan.FromSeconds(15));
        Stage.Lines.Should().NotContain(line => line.StartsWith("12 ", StringComparison.Ordinal), "its next scan is due after 10 s");
        Stage.Clock.Advance(TimeSpan.FromMinutes(2));

        Stage.Lines.Should().ContainSingle(line => line.StartsWith("12 irqbalance (pid 812) was told, and does not leave CPUs 0-3 alone", StringComparison.Ordinal));
        balancer.Commands.Should().BeGreaterThan(2);
    }

    [Fact]
    public void Refresh_BalancerIsStartedAndListensALittleLater_IsToldWithoutAWarning()
    {
        balancer.Process = null;
        using IrqProtector protector = Stage.Open(TimeSpan.FromSeconds(1));
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        (balancer.Process, balancer.Listens) = (900, false);
        Stage.Clock.Advance(TimeSpan.FromSeconds(11));
        balancer.Listens = true;
        Stage.Clock.Advance(TimeSpan.FromSeconds(11));

        balancer.Banned.Should().Be(CpuSet.Parse("0-3,6"));
        Stage.Lines.Should().NotContain(line => line.StartsWith("12 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Refresh_BalancerThatNeverListensIsStarted_IsWarnedOf()
    {
        balancer.Process = null;
        using IrqProtector protector = Stage.Open(TimeSpan.FromSeconds(1));
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        (balancer.Process, balancer.Listens) = (900, false);
        Stage.Clock.Advance(TimeSpan.FromMinutes(2));

        Stage.Lines.Should().ContainSingle(line => line.StartsWith("12 irqbalance (pid 900) runs, and cannot be told", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_AfterACrash_PutsTheBanBack()
    {
        IrqProtector crashed = Stage.Open();
        IrqProtection abandoned = crashed.Protect(FirstFour, "nccl");
        using IrqProtector next = Stage.Open();

        (balancer.Banned, Stage.Store.Unrestored).Should().Be((CpuSet.Parse("6"), null));
    }

    [Fact]
    public void Protect_BalancerDoesNotListen_IsWarnedOf()
    {
        balancer.Listens = false;
        using IrqProtector protector = Stage.Open();
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");

        Stage.Lines.Should().ContainSingle(line => line.StartsWith("12 ", StringComparison.Ordinal));
        protector.Report.Count(IrqOutcome.Moved).Should().Be(2);
    }

    [Fact]
    public void Dispose_BalancerEnded_IsNoMatter()
    {
        using IrqProtector protector = Stage.Open();
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        balancer.Process = null;
        lease.Dispose();

        Stage.Store.Unrestored.Should().BeNull();
    }
}
