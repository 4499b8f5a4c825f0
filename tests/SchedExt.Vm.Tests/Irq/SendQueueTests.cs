using SchedExt.Irq;
using SchedExt.Irq.Testing;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>The CPUs that send by a queue, where a device has several.</summary>
[Machine(Machines.Irq)]
public class SendQueueTests : IDisposable
{
    private readonly ProcIrqFs _fs = new(KernelRoot.Host);

    private readonly QueuedDevice _device = new();

    private static IrqProtectorOptions Options => IrqMachine.Options with { Steering = SteeringKinds.SentPackets };

    public void Dispose()
    {
        _device.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Protect_SendQueues_AreKeptOffAndGivenBack()
    {
        string before = Interrupts.SteeringMasks();
        using IrqProtector protector = IrqProtector.Open(Options);
        IrqProtection lease = protector.Protect(CpuSet.Parse("2-4"), "test");
        Sending().Should().Be("0-1; ; 5; 6-7");
        lease.Report.Steering.Count(mask => mask.Outcome == IrqOutcome.Moved).Should().Be(2);
        lease.Update(CpuSet.Parse("0-6"));
        Sending().Should().Be("; ; ; 7");
        lease.Update(CpuSet.Parse("0"));
        Sending().Should().Be("1; 2-3; 4-5; 6-7");
        lease.Dispose();

        Interrupts.SteeringMasks().Should().Be(before);
        protector.Restored!.LeftAlone.Should().BeEmpty();
    }

    [Fact]
    public async Task Refresh_SomebodyWritesASendQueue_IsRepairedAndRestored()
    {
        string before = Interrupts.SteeringMasks();
        using (IrqProtector protector = IrqProtector.Open(Options))
        {
            using IrqProtection lease = protector.Protect(IrqMachine.FirstFour, "test");
            _fs.WriteMask(QueuedDevice.Sending(1), CpuSet.All(8));
            await Until.TrueAsync(() => Sending() == "; ; 4-5; 6-7", "the mask to be repaired", 20);
        }

        Interrupts.SteeringMasks().Should().Be(before);
    }

    [Fact]
    public async Task Dispose_CpuOfASendQueueIsOffline_IsCompletedWhenItIsBack()
    {
        string before = Interrupts.SteeringMasks();
        using (IrqProtector protector = IrqProtector.Open(Options))
        {
            IrqProtection lease = protector.Protect(CpuSet.Parse("6"), "test");
            Kernel.SetOnline(7, false);
            lease.Dispose();
            Sending().Should().Be("0-1; 2-3; 4-5; 6", "the kernel keeps the CPUs that are online");
            Kernel.SetOnline(7, true);
            await Until.TrueAsync(() => Interrupts.SteeringMasks() == before, "the CPU that came back to be in the mask again", 20);
        }
    }

    [Fact]
    public void Model_SameWrites_AreKeptAsTheKernelKeepsThem()
    {
        var model = new KernelModelIrqFs(8);
        model.AddNetworkDevice("many0", 4);
        foreach ((int queue, string cpus) in ((int, string)[])[(0, "0-7"), (1, ""), (2, "3"), (0, ""), (3, "5-6"), (3, "0-8")])
        {
            IrqWriting kernel = _fs.WriteMask(QueuedDevice.Sending(queue), CpuSet.Parse(cpus));
            model.WriteMask(QueuedDevice.Sending(queue), CpuSet.Parse(cpus)).Should().Be(kernel, $"'{cpus}' to queue {queue}");
            model.ReadMask(QueuedDevice.Sending(queue)).Should().Be(_fs.ReadMask(QueuedDevice.Sending(queue)), $"'{cpus}' to queue {queue}");
        }
    }

    private string Sending() => string.Join("; ", Enumerable.Range(0, 4).Select(queue => _fs.ReadMask(QueuedDevice.Sending(queue)).Cpus));
}
