using SchedExt.Irq.Testing;

namespace SchedExt.Irq.Tests.Testing;

/// <summary>The behaviour of the kernel that the model mirrors beyond the contract.</summary>
public class KernelModelIrqFsTests
{
    private static readonly CpuSet Last = CpuSet.Parse("7");

    private static KernelModelIrqFs Deferred => WithIrq(new KernelModelIrqFs(8));

    private static KernelModelIrqFs AtOnce => WithIrq(new KernelModelIrqFs(8) { MovesAtOnce = true });

    [Fact]
    public void Write_Deferred_MovesInTheNextInterruptOnTheOldCpu()
    {
        KernelModelIrqFs model = Deferred;
        model.WriteAffinity(40, Last);

        (model.ReadAffinity(40).Cpus, model.ReadEffectiveAffinity(40).Cpus).Should().Be((Last, CpuSet.Parse("0")));
        model.Interrupt(40).Should().Be(0);
        model.ReadEffectiveAffinity(40).Cpus.Should().Be(Last);
        model.Interrupt(40).Should().Be(7);
    }

    [Fact]
    public void Write_AtOnce_MovesAndTheNextMoveWaitsForAnInterrupt()
    {
        KernelModelIrqFs model = AtOnce;
        model.WriteAffinity(40, Last);
        model.ReadEffectiveAffinity(40).Cpus.Should().Be(Last);

        model.WriteAffinity(40, CpuSet.Parse("6"));
        (model.ReadAffinity(40).Cpus, model.ReadEffectiveAffinity(40).Cpus).Should().Be((CpuSet.Parse("6"), Last));
        model.Interrupt(40).Should().Be(7);
        model.ReadEffectiveAffinity(40).Cpus.Should().Be(CpuSet.Parse("6"));
    }

    [Fact]
    public void Write_AtOnceWhileAMoveIsUnderWay_AMaskWithTheCurrentTargetIsInForceAllTheSame()
    {
        KernelModelIrqFs model = AtOnce;
        model.WriteAffinity(40, Last);
        model.WriteAffinity(40, CpuSet.Parse("5-7"));
        model.WriteAffinity(40, CpuSet.Parse("3"));
        model.ReadEffectiveAffinity(40).Cpus.Should().Be(Last, "it waits");
        model.SetOffline(3);

        model.ReadAffinity(40).Cpus.Should().Be(CpuSet.Parse("5-7"));
    }

    [Fact]
    public void Write_DeferredAndNotFiredSinceTheLastMove_MovesInTheSecondInterrupt()
    {
        KernelModelIrqFs model = Deferred;
        model.WriteAffinity(40, Last);
        model.Interrupt(40);
        model.WriteAffinity(40, CpuSet.Parse("6"));

        (model.Interrupt(40), model.Interrupt(40), model.Interrupt(40)).Should().Be((7, 7, 6));
    }

    [Fact]
    public void Write_MaskWithTheCurrentTarget_MovesNothing()
    {
        KernelModelIrqFs model = AtOnce;

        model.WriteAffinity(40, CpuSet.Parse("0,5"));

        model.ReadEffectiveAffinity(40).Cpus.Should().Be(CpuSet.Parse("0"));
    }

    [Fact]
    public void Write_AtOnceWithoutVectors_IsENOSPCAndLeavesTheMask()
    {
        var model = new KernelModelIrqFs(2) { MovesAtOnce = true, VectorsPerCpu = 1 };
        model.AddIrq(1, CpuSet.Parse("0"));
        model.AddIrq(2, CpuSet.Parse("1"));

        model.WriteAffinity(2, CpuSet.Parse("0")).Errno.Should().Be(Errno.ENOSPC);
        model.ReadAffinity(2).Cpus.Should().Be(CpuSet.Parse("1"));
    }

    [Fact]
    public void Write_DeferredWithoutVectors_FailsSilently()
    {
        var model = new KernelModelIrqFs(2) { VectorsPerCpu = 1 };
        model.AddIrq(1, CpuSet.Parse("0"));
        model.AddIrq(2, CpuSet.Parse("1"));

        model.WriteAffinity(2, CpuSet.Parse("0")).Errno.Should().Be(Errno.None);
        model.Interrupt(2);
        (model.ReadAffinity(2).Cpus, model.ReadEffectiveAffinity(2).Cpus).Should().Be((CpuSet.Parse("1"), CpuSet.Parse("1")));
    }

    [Fact]
    public void Write_ManagedBefore612_IsEIOWithAWritableFile()
    {
        var model = new KernelModelIrqFs(4) { IsBefore612 = true };
        model.AddIrq(5, managed: true);

        model.WriteAffinity(5, CpuSet.Parse("1")).Should().Be(new IrqWriting(Errno.EIO, true));
        IrqSnapshot.Read(model.Root)[5].IsMovable.Should().BeTrue();
    }

    [Fact]
    public void Write_NobodyHandlesIt_IsStored()
    {
        var model = new KernelModelIrqFs(4);
        model.AddIrq(5, actions: "");
        model.WriteAffinity(5, CpuSet.Parse("2-3"));

        (model.ReadAffinity(5).Cpus, model.ReadEffectiveAffinity(5).Cpus, model.Interrupt(5)).Should().Be((CpuSet.Parse("2-3"), CpuSet.Parse("2-3"), null));
    }

    [Fact]
    public void SetOffline_MaskHasOtherCpus_IsKept()
    {
        KernelModelIrqFs model = AtOnce;
        model.WriteAffinity(40, CpuSet.Parse("0,3"));
        model.SetOffline(0);

        (model.ReadAffinity(40).Cpus, model.ReadEffectiveAffinity(40).Cpus).Should().Be((CpuSet.Parse("0,3"), CpuSet.Parse("3")));
        IrqSnapshot.Read(model.Root).Online.Should().Be(CpuSet.Parse("1-7"));
    }

    [Fact]
    public void SetOffline_MaskHasNoOtherCpu_IsOverwrittenAndStaysSo()
    {
        KernelModelIrqFs model = AtOnce;
        model.WriteAffinity(40, Last);
        model.SetOffline(7);
        model.SetOnline(7);

        model.ReadAffinity(40).Cpus.Should().Be(CpuSet.Parse("0-6"));
    }

    [Fact]
    public void SetOffline_MaskThatWaitsHasNoOtherCpu_IsLost()
    {
        KernelModelIrqFs model = Deferred;
        model.WriteAffinity(40, Last);
        model.SetOffline(7);

        model.ReadAffinity(40).Cpus.Should().Be(CpuSet.All(8));
    }

    [Fact]
    public void SetOffline_ManagedAlone_ShutsDownUntilTheCpuReturns()
    {
        var model = new KernelModelIrqFs(4);
        model.AddIrq(5, CpuSet.Parse("3"), managed: true);
        model.SetOffline(3);
        model.Interrupt(5).Should().BeNull();

        model.SetOnline(3);
        model.Interrupt(5).Should().Be(3);
    }

    [Fact]
    public void SetOffline_LastCpu_IsRefused()
        => ((Action)(() => new KernelModelIrqFs(1).SetOffline(0))).Should().Throw<InvalidOperationException>();

    [Fact]
    public void AddIrq_WithoutAffinity_TakesTheDefaultOfItsNode()
    {
        var model = new KernelModelIrqFs(8);
        model.SetNode(0, CpuSet.Parse("0-3"));
        model.SetNode(1, CpuSet.Parse("4-7"));
        model.WriteDefaultAffinity(CpuSet.Parse("2-5"));
        model.AddIrq(1, node: 1);
        model.AddIrq(2);

        (model.ReadAffinity(1).Cpus, model.ReadAffinity(2).Cpus).Should().Be((CpuSet.Parse("4-5"), CpuSet.Parse("2-5")));
    }

    [Fact]
    public void Refuse_Error_IsAnsweredUntilItEnds()
    {
        KernelModelIrqFs model = Deferred;
        model.Refuse(40, Errno.EBUSY);
        model.WriteAffinity(40, Last).Errno.Should().Be(Errno.EBUSY);
        model.Refuse(40, Errno.None);
        model.WriteAffinity(40, Last).Succeeded.Should().BeTrue();
    }

    [Fact]
    public void Vanish_ThenAddAgain_IsAnotherInterrupt()
    {
        KernelModelIrqFs model = Deferred;
        model.Interrupt(40);
        model.Vanish(40);
        model.ListIrqs().Should().BeEmpty();
        model.AddIrq(40, actions: "eth1");

        IrqSnapshot snapshot = IrqSnapshot.Read(model.Root);
        (snapshot[40].Identity.Actions, snapshot[40].Counts!.Total).Should().Be(("eth1", 0UL));
    }

    [Fact]
    public void Constructor_Snapshot_IsTheSameMachine()
    {
        KernelModelIrqFs first = Deferred;
        first.SetNode(0, CpuSet.Parse("0-3"));
        first.SetNode(1, CpuSet.Parse("4-7"));
        first.AddIrq(41, CpuSet.Parse("2"), "nvme0q3", managed: true, chip: "PCI-MSIX-0000:01:00.0");
        first.SetOffline(5);

        var second = new KernelModelIrqFs(IrqSnapshot.Read(first.Root));

        IrqSnapshot copy = IrqSnapshot.Read(second.Root), original = IrqSnapshot.Read(first.Root);
        copy.Irqs.Select(irq => (irq.Identity, irq.Current, irq.Unmovable, irq.Effective)).Should().Equal(original.Irqs.Select(irq => (irq.Identity, irq.Current, irq.Unmovable, irq.Effective)));
        copy.Topology.HasSameCpusAndNodes(original.Topology).Should().BeTrue();
    }

    [Fact]
    public void Constructor_SnapshotOfAMoveThatWaits_WaitsToo()
    {
        KernelModelIrqFs first = Deferred;
        first.WriteAffinity(40, Last);
        var second = new KernelModelIrqFs(IrqSnapshot.Read(first.Root));
        second.ReadAffinity(40).Cpus.Should().Be(Last);

        second.SetOffline(7);

        second.ReadAffinity(40).Cpus.Should().Be(CpuSet.All(8), "the mask that waited is lost");
    }

    private static KernelModelIrqFs WithIrq(KernelModelIrqFs model)
    {
        model.AddIrq(40);
        return model;
    }
}
