namespace SchedExt.Irq.Tests.Live;

public sealed class ProcIrqFsTests : IDisposable
{
    private readonly TemporaryMachine machine = new(("sys/devices/system/cpu/online", "0-3"), ("proc/irq/40/smp_affinity", "0000000f\n"), ("proc/irq/40/effective_affinity", "2\n"));

    private ProcIrqFs Fs => field ??= new ProcIrqFs(machine.Root);

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Constructor_RootInMemory_IsRefused() => ((Action)(() => _ = new ProcIrqFs(new KernelTree()))).Should().Throw<ArgumentException>().WithMessage("*KernelModelIrqFs*");

    [Theory]
    [InlineData("0", "1")]
    [InlineData("0-31", "ffffffff")]
    [InlineData("32", "1,00000000")]
    [InlineData("0-39", "ff,ffffffff")]
    [InlineData("143", "8000,00000000,00000000,00000000,00000000")]
    [InlineData("1024", "1,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000")]
    public void WriteAffinity_AnyWidth_HasNoGroupBeyondTheHighestCpu(string cpus, string text)
    {
        Fs.WriteAffinity(40, CpuSet.Parse(cpus)).Succeeded.Should().BeTrue();

        File.ReadAllText(machine.Full("proc/irq/40/smp_affinity")).Should().Be(text);
        Fs.ReadAffinity(40).Cpus.Should().Be(CpuSet.Parse(cpus));
    }

    [Fact]
    public void ReadAffinity_TextUnchanged_AllocatesNothing()
    {
        Fs.ReadAffinity(40);
        Fs.ReadAffinity(40);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int time = 0; time < 100; time++)
        {
            Fs.ReadAffinity(40);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void ReadAffinity_NoMask_IsEINVALAndNotEmpty()
    {
        File.WriteAllText(machine.Full("proc/irq/40/smp_affinity"), "0x3");

        Fs.ReadAffinity(40).Errno.Should().Be(Errno.EINVAL);
    }

    [Fact]
    public void ReadEffectiveAffinity_File_IsRead() => Fs.ReadEffectiveAffinity(40).Cpus.Should().Be(CpuSet.Parse("1"));
}
