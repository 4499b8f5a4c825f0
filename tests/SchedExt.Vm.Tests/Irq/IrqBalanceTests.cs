using System.Collections.Concurrent;
using SchedExt.Irq;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>Beside the real irqbalance.</summary>
[Machine(Machines.Irq)]
public sealed class IrqBalanceTests : IDisposable
{
    private readonly IrqSnapshot _before = IrqSnapshot.Read(KernelRoot.Host);

    public void Dispose() => Interrupts.PutBack(_before);

    [Fact]
    public async Task Protect_BesideIrqbalance_StaysProtectedAndTheDaemonGoesOn()
    {
        var warnings = new Warnings();
        using var daemon = new BalanceDaemon();
        using var load = new DiskLoad();
        await Until.TrueAsync(() => daemon.ReadBan() is { IsEmpty: true }, "irqbalance to answer", 30);
        using (IrqProtector protector = IrqProtector.Open(IrqMachine.Options, warnings))
        {
            using IrqProtection lease = protector.Protect(IrqMachine.FirstFour, "test");
            await Until.TrueAsync(() => daemon.ReadBan() == IrqMachine.FirstFour, "irqbalance to say that it leaves the CPUs alone", 30);
            await Until.TrueAsync(() => !Interrupts.Reaching(IrqMachine.FirstFour).Any(), "what it moved before to be moved back", 30);
            await Interrupts.NoneShouldReachAsync(IrqMachine.FirstFour);
            Interrupts.Reaching(IrqMachine.FirstFour).Should().BeEmpty("the daemon was told to leave these CPUs alone");

            warnings.Texts.Should().NotContain(text => text.StartsWith("irqbalance", StringComparison.Ordinal));
            daemon.IsAlive.Should().BeTrue();
        }

        await Until.TrueAsync(() => daemon.ReadBan() is { IsEmpty: true }, "irqbalance to have the ban that it had", 30);
    }

    [Fact]
    public async Task Refresh_IrqbalanceIsStartedAnew_IsToldAgainWhileItBalances()
    {
        var warnings = new Warnings();
        var drifts = new ConcurrentQueue<IrqDrift>();
        using var load = new DiskLoad();
        using IrqProtector protector = IrqProtector.Open(IrqMachine.Options, warnings);
        protector.Drifted += drifts.Enqueue;
        using IrqProtection lease = protector.Protect(IrqMachine.FirstFour, "test");
        using (var first = new BalanceDaemon())
        {
            await Until.TrueAsync(() => first.ReadBan() == IrqMachine.FirstFour, "the first irqbalance to say so", 60);
        }

        drifts.Clear();
        using var second = new BalanceDaemon();
        await Until.TrueAsync(() => second.ReadBan() == IrqMachine.FirstFour, "the second irqbalance to say so", 60);
        await Until.TrueAsync(() => !Interrupts.Reaching(IrqMachine.FirstFour).Any(), "what it moved meanwhile to be moved back", 90);
        await Task.Delay(3000, TestContext.Current.CancellationToken);

        Interrupts.Reaching(IrqMachine.FirstFour).Should().BeEmpty();
        second.IsAlive.Should().BeTrue();
        drifts.Should().Contain(drift => drift.Kind == IrqDriftKind.ForeignWrite && drift.Culprit == $"irqbalance (pid {second.Id})", "it balances");
        warnings.Texts.Should().NotContain(text => text.StartsWith("irqbalance", StringComparison.Ordinal));
    }
}
