namespace SchedExt.Irq.Tests.Protection;

/// <summary>What others do while CPUs are protected.</summary>
public class DriftTests
{
    private static readonly CpuSet FirstFour = CpuSet.Parse("0-3"), LastFour = CpuSet.Parse("4-7");

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Refresh_SomebodyPutsAnInterruptBack_IsRepairedAndTold()
    {
        var stage = new Stage();
        stage.Model.SetNode(0, CpuSet.All(8));
        using IrqProtector protector = stage.Open(Second);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.WriteBehind(40, CpuSet.Parse("1"));

        stage.Clock.Advance(Second);

        stage.Mask(40).Should().Be(LastFour);
        stage.Drifts.Should().Equal(new IrqDrift(stage.Drifts[0].Identity, IrqDriftKind.ForeignWrite, LastFour, CpuSet.Parse("1"), true, null));
        stage.Drifts[0].ToString().Should().Be("interrupt 40 (eth0-rx-0): ForeignWrite, 4-7 became 1");
    }

    [Fact]
    public void Refresh_SomebodyPutsAnInterruptHome_IsTheirWriteAndNoLostMove()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.WriteBehind(40, CpuSet.All(8));
        stage.Clock.Advance(Second);

        stage.Drifts.Should().ContainSingle().Which.Kind.Should().Be(IrqDriftKind.ForeignWrite);
        stage.Mask(40).Should().Be(LastFour);
    }

    [Fact]
    public void Refresh_SomebodyPutsASpilledInterruptHome_IsTheirWriteAndNoHotplug()
    {
        var stage = new Stage();
        stage.Model.AddIrq(50, FirstFour, "ice-0");
        using IrqProtector protector = stage.Open(Second);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Mask(50).Should().Be(LastFour);
        stage.Model.WriteBehind(50, FirstFour);
        stage.Clock.Advance(Second);

        stage.Drifts.Should().ContainSingle().Which.Should().Match<IrqDrift>(drift => drift.Kind == IrqDriftKind.ForeignWrite && drift.Culprit == null);
        stage.Mask(50).Should().Be(LastFour);
    }

    [Fact]
    public void Refresh_DriverSpreadsItsQueuesAtAHotplug_IsNamed()
    {
        var stage = new Stage();
        var files = (KernelTree)stage.Model.Root;
        files.Add("sys/bus/pci/devices/0000:17:00.0/class", "0x020000");
        files.Add("sys/bus/pci/devices/0000:17:00.0/msi_irqs/40", "msix");
        files.Add("proc/812/comm", "irqbalance\n");
        using IrqProtector protector = stage.Open(Second);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.SetOffline(7);
        stage.Model.WriteBehind(40, CpuSet.Parse("0-6"));
        stage.Clock.Advance(Second);

        stage.Drifts.Should().ContainSingle(drift => drift.Kind == IrqDriftKind.ForeignWrite).Which.Culprit.Should().Be("a driver, at a CPU hotplug");
        stage.Mask(40).Should().Be(LastFour);
    }

    [Fact]
    public void Refresh_Repair_IsSummedUpInOneLine()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.WriteBehind(40, CpuSet.Parse("1"));
        stage.Model.WriteBehind(41, CpuSet.Parse("1"));
        stage.Clock.Advance(Second);
        stage.Clock.Advance(Second);

        stage.Lines.Where(line => line.StartsWith("1 ", StringComparison.Ordinal)).Should().HaveCount(2, "one of the protection, one of the repair").And.OnlyContain(line => line.Contains("2 moved"));
    }

    [Fact]
    public void Refresh_SomebodyKeepsWriting_IsRepairedLessAndLessOften()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        int writes = stage.Model.WriteCount;
        for (int second = 0; second < 60; second++)
        {
            stage.Model.WriteBehind(40, CpuSet.Parse("1"));
            stage.Clock.Advance(Second);
        }

        (stage.Model.WriteCount - writes).Should().BeInRange(3, 8, "waits double: 1, 2, 4 … seconds");
    }

    [Fact]
    public void Refresh_SomebodyElsesMaskDoesNoHarm_StaysAndIsNotRestored()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.WriteBehind(40, CpuSet.Parse("6"));
        stage.Clock.Advance(Second);

        stage.Drifts.Should().ContainSingle().Which.NeedsRepair.Should().BeFalse();
        stage.Mask(40).Should().Be(CpuSet.Parse("6"));
        lease.Dispose();
        stage.Mask(40).Should().Be(CpuSet.Parse("6"));
        protector.Restored!.LeftAlone.Should().ContainSingle();
    }

    [Fact]
    public void Refresh_OwnerChangesAnInterruptThatWeNeverWrote_IsItsHomeFromThen()
    {
        var stage = new Stage();
        stage.Model.AddIrq(50, CpuSet.Parse("6"), "eth1");
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.WriteBehind(50, CpuSet.Parse("0-1"));
        stage.Clock.Advance(Second);
        stage.Mask(50).Should().Be(LastFour);
        lease.Dispose();

        stage.Mask(50).Should().Be(CpuSet.Parse("0-1"));
    }

    [Fact]
    public void Refresh_HotplugOverwroteTheMask_IsRepairedAndRestored()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(CpuSet.Parse("0-6"), "nccl");
        stage.Model.SetOffline(7);
        stage.Clock.Advance(Second);
        stage.Drifts.Should().Contain(drift => drift.Kind == IrqDriftKind.Hotplug && drift.Culprit == "CPU hotplug");
        lease.Report.Mode.Should().Be(IrqPlanMode.Pinned);

        stage.Model.SetOnline(7);
        stage.Clock.Advance(Second);
        (stage.Mask(40), stage.Mask(41), lease.Report.Mode).Should().Be((CpuSet.Parse("7"), CpuSet.Parse("7"), IrqPlanMode.Normal));
        lease.Dispose();

        stage.Masks.Should().Be("0-7; 40: 0-7; 41: 2-3; 42: 1");
    }

    [Fact]
    public void Refresh_DriverIsBoundAgain_IsProtectedAndGetsTheOldDefault()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.Vanish(41);
        stage.Clock.Advance(Second);
        stage.Model.AddIrq(41, CpuSet.Parse("1-5"), "ice-1");
        stage.Clock.Advance(Second);
        stage.Mask(41).Should().Be(CpuSet.Parse("4-5"), "the driver chose its own mask, which is stripped");
        lease.Dispose();

        stage.Mask(41).Should().Be(CpuSet.Parse("1-5"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Refresh_InterruptThatWasNeverWrittenComesAnewBetweenTwoLooks_GetsTheOldDefault(bool isSeen)
    {
        var stage = new Stage();
        stage.Model.AddIrq(50, CpuSet.Parse("6"), "eth1");
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.Vanish(50);
        stage.Model.AddIrq(50, actions: "eth1");
        stage.Mask(50).Should().Be(LastFour, "it took our default");
        if (isSeen)
        {
            protector.Refresh();
        }

        lease.Dispose();
        stage.Mask(50).Should().Be(CpuSet.All(8));
    }

    /// <summary>Bug: a mask that somebody wrote, and that equals our default, was taken for that of an interrupt that came anew, and overwritten at the end.</summary>
    [Fact]
    public void Refresh_SomebodyWritesWhatIsOurDefault_IsLeftAlone()
    {
        var stage = new Stage();
        stage.Model.AddIrq(50, CpuSet.Parse("6"), "eth1");
        stage.Model.Interrupt(50);
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.WriteBehind(50, LastFour);
        protector.Refresh();

        lease.Dispose();
        stage.Mask(50).Should().Be(LastFour);
    }

    [Fact]
    public void Refresh_AnotherInterruptHasTheNumber_IsTold()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.Vanish(41);
        stage.Model.AddIrq(41, CpuSet.Parse("2"), "ice-1");
        stage.Clock.Advance(Second);

        stage.Drifts.Should().ContainSingle().Which.Kind.Should().Be(IrqDriftKind.NewInterrupt);
        stage.Mask(41).Should().Be(LastFour);
    }

    [Fact]
    public void Refresh_DefaultIsChanged_IsRepairedWhereItDoesHarm()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.WriteDefaultAffinity(CpuSet.All(8));
        stage.Clock.Advance(Second);
        stage.Model.ReadDefaultAffinity().Cpus.Should().Be(LastFour);

        stage.Model.WriteDefaultAffinity(CpuSet.Parse("5"));
        stage.Clock.Advance(Second);
        stage.Model.ReadDefaultAffinity().Cpus.Should().Be(CpuSet.Parse("5"));
        stage.Drifts.Should().HaveCount(2).And.OnlyContain(drift => drift.Identity == null);
    }

    [Fact]
    public void Refresh_InRotation_SeesADriftWithinTheBound()
    {
        var stage = new Stage();
        for (int irq = 50; irq < 57; irq++)
        {
            stage.Model.AddIrq(irq, CpuSet.All(8), $"eth{irq}");
        }

        using IrqProtector protector = stage.Open(Second, batch: 3);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        protector.LongestUnseenDrift.Should().Be(TimeSpan.FromSeconds(4), "10 interrupts by 3");
        foreach (int irq in stage.Model.ListIrqs().Where(irq => irq != 42))
        {
            stage.Model.WriteBehind(irq, CpuSet.Parse("0"));
            stage.Clock.Advance(protector.LongestUnseenDrift);
            stage.Mask(irq).Should().Be(LastFour);
        }
    }

    [Fact]
    public void Refresh_ListenerThrows_RepairsAllTheSame()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        protector.Drifted += _ => throw new InvalidOperationException("not my day");
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.WriteBehind(40, CpuSet.Parse("1"));
        stage.Clock.Advance(Second);

        stage.Mask(40).Should().Be(LastFour);
        stage.Lines.Should().Contain(line => line.StartsWith("11 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Drifted_Handler_MayUseTheProtector()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        protector.Drifted += _ => Task.Run(() => lease.Update(CpuSet.Parse("0-4"))).Wait();
        stage.Model.WriteBehind(40, CpuSet.Parse("1"));
        stage.Clock.Advance(Second);

        stage.Mask(40).Should().Be(CpuSet.Parse("5-7"));
    }

    [Fact]
    public void Refresh_Quiet_WritesNothing()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        (int writes, int saves) = (stage.Model.WriteCount, stage.Store.Saves);
        stage.Clock.Advance(TimeSpan.FromMinutes(1));

        (stage.Model.WriteCount, stage.Store.Saves).Should().Be((writes, saves));
    }

    [Fact]
    public void Protect_BalancerRuns_IsWarnedOfAndNamedAsTheCulprit()
    {
        var stage = new Stage();
        ((KernelTree)stage.Model.Root).Add("proc/812/comm", "irqbalance\n");
        using IrqProtector protector = stage.Open(Second);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.WriteBehind(40, CpuSet.Parse("1"));
        stage.Clock.Advance(Second);

        stage.Lines.Should().ContainSingle(line => line.StartsWith("12 ", StringComparison.Ordinal)).Which.Should().Contain("IRQBALANCE_BANNED_CPULIST=0-3");
        stage.Drifts.Single().Culprit.Should().Be("irqbalance (pid 812)");
    }

    [Fact]
    public void Refresh_CpuThatTookInterruptsGoesOffline_IsNotTakenForAnotherInterrupt()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(CpuSet.Parse("0-6"), "nccl");
        stage.Model.Interrupt(41);
        stage.Model.Interrupt(41);
        lease.Update(CpuSet.Parse("1-6"));
        stage.Model.SetOffline(7);
        stage.Clock.Advance(Second);
        stage.Drifts.Should().NotContain(drift => drift.Kind == IrqDriftKind.NewInterrupt);
        stage.Model.SetOnline(7);
        stage.Clock.Advance(Second);
        lease.Dispose();

        stage.Masks.Should().Be("0-7; 40: 0-7; 41: 2-3; 42: 1");
    }

    [Fact]
    public void Refresh_CpuGoesOfflineWhileTheMachineIsRead_ItsCountersAreNotMissed()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.Interrupt(40);
        stage.Model.Interrupt(40);
        lease.Update(CpuSet.Parse("0-2"));
        int cpu = stage.Model.ReadEffectiveAffinity(40).Cpus.First;
        stage.Model.SetOffline(cpu);
        ((KernelTree)stage.Model.Root)["sys/devices/system/cpu/online"] = "0-7\n";
        stage.Model.WriteBehind(41, CpuSet.Parse("1"));
        stage.Clock.Advance(Second);
        stage.Drifts.Should().NotContain(drift => drift.Kind == IrqDriftKind.NewInterrupt);
        stage.Model.SetOnline(cpu);
        lease.Dispose();

        stage.Mask(40).Should().Be(CpuSet.All(8));
    }

    [Fact]
    public void Refresh_ManagedInterruptThatLooksLikeOurDefault_IsNotOurs()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(Second);
        IrqProtection lease = protector.Protect(CpuSet.Parse("0-6"), "nccl");
        stage.Model.AddIrq(60, CpuSet.Parse("7"), "nvme1q7", managed: true);
        stage.Clock.Advance(Second);
        lease.Dispose();

        protector.Restored!.IsComplete.Should().BeTrue();
        stage.Store.Unrestored.Should().BeNull();
    }
}
