using SchedExt.Irq;
using SchedExt.Irq.Testing;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>More interrupts than one CPU has vectors for, with remapping: what moves at once is refused (ENOSPC). Moves that wait fail without a word, and only
/// where hundreds of interrupts come, which this machine's never do; so that is the model's (<c>Write_DeferredWithoutVectors_FailsSilently</c>).</summary>
[Machine(Machines.Vectors), Soak]
public sealed class VectorTests : IDisposable
{
    /// <summary>How many an x86 CPU has for devices on Linux 7.2: two more than plans count on.</summary>
    private const int Vectors = 201;

    private static readonly CpuSet Cpu0 = CpuSet.Parse("0"), Cpu1 = CpuSet.Parse("1");

    private readonly ProcIrqFs _kernel = new(KernelRoot.Host);

    private readonly IrqSnapshot _before = IrqSnapshot.Read(KernelRoot.Host);

    public void Dispose() => Interrupts.PutBack(_before);

    [Fact]
    public void Model_AllInterruptsToOneCpu_AreRefusedWhereTheKernelRefusesThem()
    {
        var model = new KernelModelIrqFs(_before) { MovesAtOnce = true, VectorsPerCpu = Vectors };
        int refused = 0;
        int[] idle = Idle();
        foreach (int irq in idle)
        {
            IrqWriting kernel = _kernel.WriteAffinity(irq, Cpu1);
            refused += kernel.Errno == Errno.ENOSPC ? 1 : 0;

            model.WriteAffinity(irq, Cpu1).Should().Be(kernel, $"interrupt {irq}, {refused} were refused so far");
            model.ReadAffinity(irq).Should().Be(_kernel.ReadAffinity(irq), $"interrupt {irq}");
            model.ReadEffectiveAffinity(irq).Should().Be(_kernel.ReadEffectiveAffinity(irq), $"interrupt {irq}");
        }

        TestContext.Current.SendDiagnosticMessage($"{refused} of {idle.Length} refused, {OnCpu1()} on the CPU");
        refused.Should().BeGreaterThan(20);
        OnCpu1().Should().Be(Vectors);
    }

    [Fact]
    public void Protect_OneCpuIsLeftForTooMany_TellsWhichHaveNoVectorAndRestores()
    {
        string before = Interrupts.Masks();
        var warnings = new Warnings();
        using (IrqProtector protector = IrqProtector.Open(IrqMachine.Options, warnings))
        {
            using IrqProtection lease = protector.Protect(Cpu0, "test");
            IrqResult[] without = [.. lease.Report.Irqs.Where(irq => irq.Outcome == IrqOutcome.NoVector)];
            TestContext.Current.SendDiagnosticMessage($"{lease.Report}");

            without.Length.Should().BeGreaterThan(20);
            without.Should().OnlyContain(irq => irq.Errno == Errno.ENOSPC && _kernel.ReadEffectiveAffinity(irq.Identity.Irq).Cpus == Cpu0, "the kernel left them where they were");
            lease.Report.Count(IrqOutcome.Deferred).Should().Be(0);
            OnCpu1().Should().Be(Vectors, "every vector is in use");
            warnings.Texts.Should().Contain(text => text.Contains("vector", StringComparison.Ordinal));
        }

        Interrupts.Masks().Should().Be(before);
    }

    /// <summary>Those of the devices that were given to this machine for it; not of what the guest itself works with. They came at the boot at most.</summary>
    private int[] Idle() => [.. _before.Irqs.Where(irq => irq.IsMovable && irq.Actions.Any(action => action.EndsWith("put", StringComparison.Ordinal))).Select(irq => irq.Irq)];

    private static int OnCpu1() => IrqSnapshot.Read(KernelRoot.Host).Irqs.Count(irq => irq.Actions.Count > 0 && irq.Effective == Cpu1);
}
