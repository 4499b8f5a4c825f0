namespace SchedExt.Irq.Tests.Live;

/// <summary>What every <see cref="IIrqFs"/> does, run by the model, by a directory, and by the real files in a virtual machine.</summary>
public abstract class IrqFsContract
{
    /// <summary>The thing under test.</summary>
    protected abstract IIrqFs Fs { get; }

    /// <summary>An interrupt whose affinity can be changed.</summary>
    protected abstract int Movable { get; }

    /// <summary>A mask beside affinities, which may not be empty.</summary>
    protected static string UnboundWork => "sys/devices/virtual/workqueue/cpumask";

    protected CpuSet Online => IrqSnapshot.Read(Fs.Root).Online;

    private static int Missing => 1_000_000;

    [Fact]
    public void ListIrqs_Machine_HasTheInterruptAscending()
        => Fs.ListIrqs().Should().Contain(Movable).And.BeInAscendingOrder().And.Equal(IrqSnapshot.Read(Fs.Root).Irqs.Select(irq => irq.Irq));

    [Fact]
    public void ReadAffinity_AfterAWrite_IsWhatWasWritten()
    {
        CpuSet one = CpuSet.FromRange(Online.Last, Online.Last);

        Fs.WriteAffinity(Movable, one).Should().Be(new IrqWriting(Errno.None, true));
        Fs.ReadAffinity(Movable).Should().Be(new IrqReading(Errno.None, one));
        Fs.WriteAffinity(Movable, Online).Succeeded.Should().BeTrue();
        Fs.ReadAffinity(Movable).Cpus.Should().Be(Online);
    }

    [Fact]
    public void ReadAffinity_SameAsTheSnapshot_Agrees()
    {
        Fs.WriteAffinity(Movable, CpuSet.FromRange(Online.First, Online.First));

        IrqSnapshot.Read(Fs.Root)[Movable].Current.Should().Be(Fs.ReadAffinity(Movable).Cpus);
    }

    [Fact]
    public void EveryCall_NoSuchInterrupt_IsENOENT()
    {
        Fs.ReadAffinity(Missing).Errno.Should().Be(Errno.ENOENT);
        Fs.ReadEffectiveAffinity(Missing).Errno.Should().Be(Errno.ENOENT);
        Fs.WriteAffinity(Missing, Online).Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public void Mask_Written_IsRead()
    {
        CpuSet before = Fs.ReadMask(UnboundWork).Cpus, one = CpuSet.FromRange(Online.First, Online.First);

        Fs.WriteMask(UnboundWork, one).Should().Be(new IrqWriting(Errno.None, true));
        Fs.ReadMask(UnboundWork).Should().Be(new IrqReading(Errno.None, one));
        Fs.WriteMask(UnboundWork, before).Succeeded.Should().BeTrue();
        Fs.ReadMask(UnboundWork).Cpus.Should().Be(before);
    }

    [Fact]
    public void Mask_NoSuchFile_IsENOENT()
    {
        Fs.ReadMask("sys/class/net/none/queues/rx-0/rps_cpus").Errno.Should().Be(Errno.ENOENT);
        Fs.WriteMask("sys/class/net/none/queues/rx-0/rps_cpus", Online).Errno.Should().Be(Errno.ENOENT);
        ((Action)(() => Fs.ReadMask(""))).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void DefaultAffinity_Written_IsRead()
    {
        CpuSet before = Fs.ReadDefaultAffinity().Cpus;
        CpuSet one = CpuSet.FromRange(Online.First, Online.First);

        Fs.WriteDefaultAffinity(one).Errno.Should().Be(Errno.None);
        Fs.ReadDefaultAffinity().Should().Be(new IrqReading(Errno.None, one));
        IrqSnapshot.Read(Fs.Root).DefaultAffinity.Should().Be(one);
        Fs.WriteDefaultAffinity(before).Errno.Should().Be(Errno.None);
    }
}
