using System.Diagnostics;
using SchedExt.Irq;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>Beside the real irqbalance, which moves interrupts every second here.</summary>
[Machine(Machines.Irq)]
public sealed class IrqBalanceTests
{
    [Fact]
    public async Task Protect_BesideIrqbalance_StaysProtectedAndTheDaemonGoesOn()
    {
        IrqSnapshot before = IrqSnapshot.Read(KernelRoot.Host);
        var warnings = new Warnings();
        Directory.CreateDirectory("/run/irqbalance");
        using Process daemon = Process.Start("irqbalance", ["--foreground", "--interval=1"]);
        try
        {
            using var load = new DiskLoad();
            await Task.Delay(3000, TestContext.Current.CancellationToken);
            using (IrqProtector protector = IrqProtector.Open(IrqMachine.Options, warnings))
            {
                using IrqProtection lease = protector.Protect(IrqMachine.FirstFour, "test");
                await Task.Delay(4000, TestContext.Current.CancellationToken);
                for (int second = 0; second < 5; second++)
                {
                    await Task.Delay(1000, TestContext.Current.CancellationToken);
                    Interrupts.Reaching(IrqMachine.FirstFour).Should().BeEmpty("the daemon was told to leave these CPUs alone");
                }

                warnings.Texts.Should().NotContain(text => text.Contains("cannot be told", StringComparison.Ordinal));
                daemon.HasExited.Should().BeFalse("it balances still");
            }
        }
        finally
        {
            daemon.Kill();
            await daemon.WaitForExitAsync(TestContext.Current.CancellationToken);
            PutBack(before);
        }
    }

    /// <summary>What the daemon moved would be in the way of the other tests.</summary>
    private static void PutBack(IrqSnapshot before)
    {
        var fs = new ProcIrqFs(KernelRoot.Host);
        foreach (IrqDescriptor irq in before.Irqs.Where(irq => irq.IsMovable && fs.ReadAffinity(irq.Irq).Cpus != irq.Current))
        {
            fs.WriteAffinity(irq.Irq, irq.Current);
        }
    }
}
