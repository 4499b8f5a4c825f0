namespace SchedExt.Irq.Tests.Protection;

/// <summary>Masks of ours that come back without a write, when hotplug drops the one that waited before them.</summary>
public class HiddenMasksTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Bug: without a lease nobody looked whether hotplug had brought back a mask of ours that a home had hidden.</summary>
    [Fact]
    public void Refresh_MaskOfOursIsBackWhenAllIsReleased_IsRestored()
    {
        var stage = new Stage(movesAtOnce: false);
        using IrqProtector protector = stage.Open(Second);
        using (protector.Protect(CpuSet.Parse("2-3"), "nccl"))
        {
            stage.Model.Interrupt(41);
            stage.Model.Interrupt(41);
        }

        stage.Mask(41).Should().Be(CpuSet.Parse("2-3"), "its home waits for an interrupt");
        stage.Model.SetOffline(2);
        stage.Model.SetOffline(3);
        stage.Model.SetOnline(2);
        stage.Model.SetOnline(3);
        stage.Mask(41).Should().NotBe(CpuSet.Parse("2-3"), "the kernel dropped the mask that waited");
        protector.Refresh();

        stage.Mask(41).Should().Be(CpuSet.Parse("2-3"));
        protector.Restored!.Results.Should().NotBeEmpty();
    }

    /// <summary>What was ours is in force still, behind the home that waits: but a home of all CPUs is never lost.</summary>
    [Fact]
    public void Refresh_SomebodyWritesWhatWasOursAfterTheRelease_IsTheirsWhereTheHomeWasAllCpus()
    {
        var stage = new Stage(movesAtOnce: false);
        CpuSet ours = CpuSet.Parse("4-7");
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(CpuSet.Parse("0-3"), "nccl");
        stage.Mask(40).Should().Be(ours);
        stage.Model.Interrupt(40);
        stage.Model.Interrupt(40);
        lease.Dispose();
        stage.Mask(40).Should().Be(CpuSet.All(8), "the home waits for an interrupt");
        stage.Store.Text.Should().NotBeNull("a mask of ours may be in force behind it");

        stage.Model.WriteBehind(40, ours);
        protector.Refresh();
        stage.Mask(40).Should().Be(ours);
        protector.Protect(CpuSet.Parse("7"), "nccl").Dispose();

        stage.Mask(40).Should().Be(ours, "it is the home now");
    }

    [Fact]
    public void Refresh_MasksThatWaitedAreLostToHotplug_AreStillOurs()
    {
        var stage = new Stage(movesAtOnce: false);
        stage.Model.WriteAffinity(40, CpuSet.Parse("0"));
        stage.Model.WriteAffinity(40, CpuSet.Parse("5"));
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(CpuSet.Parse("0-6"), "nccl");
        stage.Model.SetOffline(7);
        stage.Mask(40).Should().Be(CpuSet.All(8), "neither 7 nor 5 was ever in force");
        stage.Clock.Advance(Second);

        stage.Drifts.Should().NotContain(drift => drift.Kind == IrqDriftKind.ForeignWrite);
        stage.Model.SetOnline(7);
        lease.Dispose();
        stage.Mask(40).Should().Be(CpuSet.Parse("5"));
    }

    [Fact]
    public void Refresh_MaskThatWaitedIsLostToAHotplugNobodySaw_TheOneInForceIsOursStill()
    {
        var stage = new Stage(movesAtOnce: false);
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(CpuSet.Parse("0-1"), "nccl");
        stage.Model.Interrupt(40);
        lease.Update(CpuSet.Parse("0-2"));
        lease.Update(CpuSet.Parse("0-2,4-7"));
        stage.Mask(40).Should().Be(CpuSet.Parse("3"));
        stage.Model.SetOffline(3);
        stage.Model.SetOnline(3);
        stage.Mask(40).Should().Be(CpuSet.Parse("2-7"), "neither 3-7 nor 3 was ever in force");
        stage.Clock.Advance(Second);

        stage.Drifts.Should().ContainSingle(drift => drift.Identity!.Value.Irq == 40).Which.Kind.Should().Be(IrqDriftKind.MoveLost);
        lease.Dispose();
        stage.Mask(40).Should().Be(CpuSet.All(8));
    }
}
