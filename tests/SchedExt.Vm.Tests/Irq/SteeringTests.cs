using SchedExt.Irq;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>Packet steering and workqueues on the kernel's own files. The cards here have one queue each, and so no mask for packets to be sent: see <see cref="SendQueueTests"/>.</summary>
[Machine(Machines.Irq)]
public class SteeringTests : IDisposable
{
    private const string Receive = "sys/class/net/eth0/queues/rx-0/rps_cpus", Default = "proc/sys/net/core/rps_default_mask", Work = "sys/devices/virtual/workqueue/cpumask",
        Writeback = "sys/devices/virtual/workqueue/writeback/cpumask";

    private static readonly CpuSet All = CpuSet.All(8), LastFour = CpuSet.Parse("4-7");

    private readonly ProcIrqFs _fs = new(KernelRoot.Host);

    public SteeringTests()
    {
        _fs.WriteMask(Receive, All).Errno.Should().Be(Errno.None);
        _fs.WriteMask(Default, CpuSet.Parse("2-5")).Errno.Should().Be(Errno.None);
    }

    private static IrqProtectorOptions Options => IrqMachine.Options with { Steering = SteeringKinds.All };

    public void Dispose()
    {
        _fs.WriteMask(Receive, CpuSet.Empty);
        _fs.WriteMask(Default, CpuSet.Empty);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Protect_AllKinds_AreKeptOffAndGivenBack()
    {
        string before = Masks();
        using IrqProtector protector = IrqProtector.Open(Options);
        IrqProtection lease = protector.Protect(IrqMachine.FirstFour, "test");
        (Mask(Receive), Mask(Default), Mask(Work), Mask(Writeback)).Should().Be((LastFour, CpuSet.Parse("4-5"), LastFour, LastFour));
        lease.Report.Steering.Should().OnlyContain(mask => !mask.Cpus.Overlaps(IrqMachine.FirstFour) && mask.Errno == Errno.None);
        lease.Update(CpuSet.Parse("0-6"));
        (Mask(Receive), Mask(Default), Mask(Work)).Should().Be((CpuSet.Parse("7"), CpuSet.Empty, CpuSet.Parse("7")));
        lease.Dispose();

        Masks().Should().Be(before);
        protector.Restored!.LeftAlone.Should().BeEmpty();
    }

    [Fact]
    public async Task Refresh_SomebodyWritesAMask_IsRepaired()
    {
        string before = Masks();
        using (IrqProtector protector = IrqProtector.Open(Options))
        {
            using IrqProtection lease = protector.Protect(IrqMachine.FirstFour, "test");
            _fs.WriteMask(Receive, All);
            _fs.WriteMask(Work, All);
            await Until.TrueAsync(() => (Mask(Receive), Mask(Work)) == (LastFour, LastFour), "the masks to be repaired", 20);
        }

        Masks().Should().Be(before);
    }

    [Fact]
    public async Task Refresh_CpuGoesOfflineAndComes_IsRestored()
    {
        string before = Masks();
        using (IrqProtector protector = IrqProtector.Open(Options))
        {
            IrqProtection lease = protector.Protect(IrqMachine.FirstFour, "test");
            Kernel.SetOnline(7, false);
            lease.Dispose();
            Mask(Receive).Should().Be(CpuSet.Parse("0-6"), "the kernel keeps the CPUs that are online");
            Kernel.SetOnline(7, true);
            await Until.TrueAsync(() => Mask(Receive) == All, "the CPU that came back to be in the mask again", 20);
        }

        Masks().Should().Be(before);
    }

    [Fact]
    public async Task Refresh_CardIsBoundAgain_IsAnotherOneAndHasTheOldDefaultAfterwards()
    {
        string address = IrqSnapshot.Read(KernelRoot.Host)[Interrupts.Idle()[^1]].Device!.Address!, driver = "/sys/bus/pci/drivers/virtio-pci/";
        string name = Path.GetFileName(Directory.GetDirectories($"/sys/bus/pci/devices/{address}", "virtio*").SelectMany(device => Directory.GetDirectories(device + "/net")).Single());
        string born = $"sys/class/net/{name}/queues/rx-0/rps_cpus";
        using (IrqProtector protector = IrqProtector.Open(Options))
        {
            using IrqProtection lease = protector.Protect(IrqMachine.FirstFour, "test");
            await File.WriteAllTextAsync(driver + "unbind", address, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(driver + "bind", address, TestContext.Current.CancellationToken);
            await Until.TrueAsync(() => Mask(born) == CpuSet.Parse("4-5"), "the new card to have the stripped default", 20);
            lease.Update(CpuSet.Parse("0-4"));
            Mask(born).Should().Be(CpuSet.Parse("5"));
        }

        Mask(born).Should().Be(CpuSet.Parse("2-5"));
        _fs.WriteMask(born, CpuSet.Empty);
    }

    private CpuSet Mask(string path) => _fs.ReadMask(path).Cpus;

    private string Masks() => Interrupts.SteeringMasks();
}
