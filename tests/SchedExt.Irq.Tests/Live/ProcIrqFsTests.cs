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
    public void ReadAffinity_LongerThanTheBuffer_IsReadWhole()
    {
        File.WriteAllText(machine.Full("proc/irq/40/smp_affinity"), string.Concat(Enumerable.Repeat("00000000,", 1000)) + "0000000f\n");

        Fs.ReadAffinity(40).Cpus.Should().Be(CpuSet.Parse("0-3"));
    }

    [Fact]
    public void ListIrqs_NamesThatAreNoNumbers_AreLeftOut()
    {
        foreach (string name in (string[])["default_smp_affinity", "5x", "+6", "-7", " 8", "99999999999", "100", "9"])
        {
            Directory.CreateDirectory(machine.Full($"proc/irq/{name}"));
        }

        Fs.ListIrqs().Should().Equal(9, 40, 100);
    }

    [Fact]
    public void ListIrqs_NoFolder_IsEmpty() => new ProcIrqFs(KernelRoot.At(machine.Full("sys"))).ListIrqs().Should().BeEmpty();

    [Fact]
    public void ListIrqs_FolderThatMayNotBeRead_SaysWhy()
    {
        string linked = machine.Full("linked/proc");
        Directory.CreateDirectory(linked);
        File.CreateSymbolicLink(Path.Combine(linked, "irq"), "irq");

        ((Action)(() => new ProcIrqFs(KernelRoot.At(machine.Full("linked"))).ListIrqs())).Should().Throw<KernelFileException>().Which.Errno.Should().Be(Errno.ELOOP);
    }

    [Fact]
    public void ReadEffectiveAffinity_File_IsRead() => Fs.ReadEffectiveAffinity(40).Cpus.Should().Be(CpuSet.Parse("1"));
}
