namespace SchedExt.Irq.Tests.Live;

/// <summary>What a kernel does beyond that, and a model of it: it refuses. Plain files take any text.</summary>
public abstract class KernelIrqFsContract : IrqFsContract
{
    /// <summary>The interrupts whose affinity the kernel owns.</summary>
    protected virtual IEnumerable<int> Managed => IrqSnapshot.Read(Fs.Root).Irqs.Where(irq => irq.Unmovable == IrqCause.Managed).Select(irq => irq.Irq);

    /// <summary>What the kernel answers who writes such an affinity.</summary>
    protected virtual IrqWriting Refusal => new(Errno.EPERM, false);

    [Fact]
    public void Write_NoCpu_IsEINVALAndChangesNothing()
    {
        CpuSet before = Fs.ReadAffinity(Movable).Cpus;

        Fs.WriteAffinity(Movable, CpuSet.Empty).Errno.Should().Be(Errno.EINVAL);
        Fs.WriteDefaultAffinity(CpuSet.Empty).Errno.Should().Be(Errno.EINVAL);
        Fs.ReadAffinity(Movable).Cpus.Should().Be(before);
    }

    [Fact]
    public void Write_CpuBeyondThePossible_IsEOVERFLOW()
    {
        int beyond = IrqSnapshot.Read(Fs.Root).Topology.Possible.Last + 1;

        Fs.WriteAffinity(Movable, Online.With(beyond)).Errno.Should().Be(Errno.EOVERFLOW);
        Fs.WriteDefaultAffinity(Online.With(beyond + 64)).Errno.Should().Be(Errno.EOVERFLOW);
    }

    [Fact]
    public void Mask_OfAllWorkqueues_MayNotBeEmptyNorTooWide()
    {
        CpuSet before = Fs.ReadMask(UnboundWork).Cpus;
        int beyond = IrqSnapshot.Read(Fs.Root).Topology.Possible.Last + 1;

        Fs.WriteMask(UnboundWork, CpuSet.Empty).Errno.Should().Be(Errno.EINVAL);
        Fs.WriteMask(UnboundWork, Online.With(beyond)).Errno.Should().Be(Errno.EOVERFLOW);
        Fs.ReadMask(UnboundWork).Cpus.Should().Be(before);
    }

    [Fact]
    public void Mask_OfAReceiveQueue_MayBeEmpty()
    {
        const string Queue = "sys/class/net/eth0/queues/rx-0/rps_cpus";
        CpuSet before = Fs.ReadMask(Queue).Cpus;

        Fs.WriteMask(Queue, Online).Errno.Should().Be(Errno.None);
        Fs.ReadMask(Queue).Cpus.Should().Be(Online);
        Fs.WriteMask(Queue, CpuSet.Empty).Errno.Should().Be(Errno.None);
        Fs.ReadMask(Queue).Should().Be(new IrqReading(Errno.None, CpuSet.Empty));
        Fs.WriteMask(Queue, before);
    }

    [Fact]
    public void Mask_OfASendQueueThatIsTheOnlyOne_IsENOENTThoughTheFileIsThere()
    {
        const string Queue = "sys/class/net/eth0/queues/tx-0/xps_cpus";

        Fs.Root.Exists(Queue).Should().BeTrue();
        Fs.ReadMask(Queue).Errno.Should().Be(Errno.ENOENT);
        Fs.WriteMask(Queue, Online).Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public void WriteAffinity_Managed_IsRefusedWhateverTheMask()
    {
        int[] managed = [.. Managed];

        managed.Should().NotBeEmpty();
        managed.Should().OnlyContain(irq => Fs.WriteAffinity(irq, Online) == Refusal);
        managed.Should().OnlyContain(irq => Fs.WriteAffinity(irq, CpuSet.Empty) == Refusal, "the kernel looks at the interrupt before the mask");
    }
}
