using SchedExt.Irq.Testing;
using SchedExt.Irq.Tests.Protection;

namespace SchedExt.Irq.Tests.Steering;

/// <summary>Packets and work that are kept off protected CPUs too.</summary>
public class SteeringTests
{
    private const string Receive = "sys/class/net/eth0/queues/rx-0/rps_cpus", Send = "sys/class/net/eth0/queues/tx-0/xps_cpus", Only = "sys/class/net/eth1/queues/rx-0/rps_cpus",
        Default = "proc/sys/net/core/rps_default_mask", Work = "sys/devices/virtual/workqueue/cpumask", Writeback = "sys/devices/virtual/workqueue/writeback/cpumask";

    private static readonly CpuSet FirstFour = CpuSet.Parse("0-3"), All = CpuSet.All(8);

    private readonly Stage stage = NewStage();

    [Fact]
    public void Protect_AllKinds_AreKeptOffAndGivenBack()
    {
        string before = Masks(stage);
        using IrqProtector protector = stage.Open();
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        Masks(stage).Should().Be("4-7; ; 5; 4-7; 4-7; 4-7");
        (lease.Report.Steering.Count, lease.Report.Steering.Count(mask => mask.Outcome == IrqOutcome.Moved)).Should().Be((8, 5), "the only send queue of eth1 has no mask");
        lease.Report.ToString().Should().EndWith("; 5 steering masks changed");
        lease.Dispose();

        (Masks(stage), stage.Store.Unrestored).Should().Be((before, null));
        protector.Restored!.Results.Where(result => result.Path is not null).Should().HaveCount(5).And.OnlyContain(result => result.Outcome == IrqRestoreOutcome.Restored);
    }

    [Fact]
    public void Protect_NotAskedFor_TouchesNoOtherMask()
    {
        stage.Steering = SteeringKinds.None;
        string before = Masks(stage);
        using IrqProtector protector = stage.Open();
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");

        Masks(stage).Should().Be(before);
        lease.Report.Steering.Should().BeEmpty();
    }

    [Theory]
    [InlineData(SteeringKinds.ReceivedPackets, "4-7; 2; 5; 4-7; 0-7; 0-7")]
    [InlineData(SteeringKinds.SentPackets, "0-7; ; 5; 0-7; 0-7; 0-7")]
    [InlineData(SteeringKinds.Workqueues, "0-7; 2; 5; 0-7; 4-7; 4-7")]
    public void Protect_OneKind_LeavesTheOthers(SteeringKinds kind, string masks)
    {
        stage.Steering = kind;
        using IrqProtector protector = stage.Open();
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");

        Masks(stage).Should().Be(masks);
    }

    [Fact]
    public void Update_Leases_FollowAndTheSameCpusWriteNothing()
    {
        using IrqProtector protector = stage.Open();
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        lease.Update(CpuSet.Parse("0-5"));
        Masks(stage).Should().Be("6-7; ; ; 6-7; 6-7; 6-7");
        lease.Update(CpuSet.Parse("0"));
        Masks(stage).Should().Be("1-7; 2; 5; 1-7; 1-7; 1-7");
        int writes = stage.Model.WriteCount;
        lease.Update(CpuSet.Parse("0"));
        protector.Refresh();

        stage.Model.WriteCount.Should().Be(writes);
    }

    [Fact]
    public void Protect_EveryCpu_LeavesWorkWhereItMayRun()
    {
        using IrqProtector protector = stage.Open();
        using IrqProtection lease = protector.Protect(All, "nccl");

        Masks(stage).Should().Be("; ; ; ; 0-7; 0-7");
        lease.Report.Steering.Single(mask => mask.Path == Work).Outcome.Should().Be(IrqOutcome.LeftAlone);
    }

    [Fact]
    public void Refresh_SomebodyWritesAMask_IsRepairedLessAndLessOften()
    {
        using IrqProtector protector = stage.Open(TimeSpan.FromSeconds(1));
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        int repairs = 0;
        for (int second = 0; second < 60; second++)
        {
            stage.Model.WriteMaskBehind(Receive, All);
            stage.Clock.Advance(TimeSpan.FromSeconds(1));
            repairs += stage.Mask(Receive) == CpuSet.Parse("4-7") ? 1 : 0;
        }

        repairs.Should().BeInRange(4, 10);
        stage.Drifts.Should().Contain(drift => drift.Path == Receive && drift.Kind == IrqDriftKind.ForeignWrite && drift.NeedsRepair);
        stage.Drifts[0].ToString().Should().StartWith($"{Receive}: ForeignWrite, 4-7 became 0-7");
    }

    [Fact]
    public void Dispose_SomebodyElseWroteAMask_IsLeftAloneAndTold()
    {
        using IrqProtector protector = stage.Open();
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.WriteMaskBehind(Receive, CpuSet.Parse("6"));
        protector.Refresh();
        stage.Mask(Receive).Should().Be(CpuSet.Parse("6"), "it does no harm");
        lease.Dispose();

        stage.Mask(Receive).Should().Be(CpuSet.Parse("6"));
        protector.Restored!.LeftAlone.Single().Should().Match<IrqRestoreResult>(left => left.Path == Receive && left.Outcome == IrqRestoreOutcome.ForeignWrite);
    }

    [Fact]
    public void Refresh_DeviceIsBornMeanwhile_HasTheDefaultAndGetsTheOneBefore()
    {
        using IrqProtector protector = stage.Open(TimeSpan.FromSeconds(1));
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.AddNetworkDevice("eth7");
        const string Born = "sys/class/net/eth7/queues/rx-0/rps_cpus";
        stage.Mask(Born).Should().Be(CpuSet.Parse("4-7"));
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        lease.Update(CpuSet.Parse("0-1"));
        stage.Mask(Born).Should().Be(CpuSet.Parse("2-7"));
        lease.Dispose();

        stage.Mask(Born).Should().Be(All);
    }

    [Fact]
    public void Refresh_DeviceVanishesAndAnotherHasItsName_IsNotTakenForIt()
    {
        using IrqProtector protector = stage.Open(TimeSpan.FromSeconds(1));
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.RemoveNetworkDevice("eth0");
        stage.Model.AddNetworkDevice("eth0", 2);
        stage.Model.WriteMaskBehind(Receive, CpuSet.Parse("6"));
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        lease.Dispose();

        stage.Mask(Receive).Should().Be(CpuSet.Parse("6"), "it is another device");
    }

    [Fact]
    public void Dispose_HomeIsPartlyOffline_IsCompletedWhenItIsBack()
    {
        using IrqProtector protector = stage.Open(TimeSpan.FromSeconds(1));
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.SetOffline(7);
        lease.Dispose();
        stage.Mask(Receive).Should().Be(CpuSet.Parse("0-6"));
        stage.Store.Unrestored.Should().NotBeNull();

        stage.Model.SetOnline(7);
        stage.Clock.Advance(TimeSpan.FromSeconds(1));

        (stage.Mask(Receive), stage.Store.Unrestored).Should().Be((All, null));
    }

    [Fact]
    public void Refresh_DriverSetsItsQueuesAtHotplug_ThatIsItsWishAndStillKeptOff()
    {
        using IrqProtector protector = stage.Open(TimeSpan.FromSeconds(1));
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.SetOffline(7);
        stage.Model.WriteMaskBehind(Send, CpuSet.Parse("1-6"));
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        stage.Mask(Send).Should().Be(CpuSet.Parse("4-6"));
        stage.Drifts.Should().Contain(drift => drift.Path == Send && drift.Kind == IrqDriftKind.Hotplug);
        lease.Dispose();

        stage.Mask(Send).Should().Be(CpuSet.Parse("1-6"));
    }

    [Theory]
    [InlineData(Errno.EPERM, IrqOutcome.Denied)]
    [InlineData(Errno.EACCES, IrqOutcome.Denied)]
    [InlineData(Errno.EROFS, IrqOutcome.Denied)]
    [InlineData(Errno.EINVAL, IrqOutcome.Deferred)]
    [InlineData(Errno.ENOMEM, IrqOutcome.Deferred)]
    public void Protect_MaskIsRefused_IsToldOnceAndTriedAgain(Errno errno, IrqOutcome outcome)
    {
        stage.Model.RefuseMask(Receive, errno);
        using IrqProtector protector = stage.Open(TimeSpan.FromSeconds(1));
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        lease.Report.Steering.Single(mask => mask.Path == Receive).Should().Match<SteeringResult>(mask => mask.Outcome == outcome && mask.Errno == errno);
        lease.Report.Count(IrqOutcome.Moved).Should().Be(2, "interrupts do not suffer from it");
        stage.Clock.Advance(TimeSpan.FromSeconds(5));
        stage.Lines.Where(line => line.StartsWith("13 ", StringComparison.Ordinal)).Should().ContainSingle().Which.Should().Contain(Receive);

        stage.Model.RefuseMask(Receive, Errno.None);
        stage.Clock.Advance(TimeSpan.FromMinutes(2));

        stage.Mask(Receive).Should().Be(CpuSet.Parse("4-7"));
    }

    [Fact]
    public void Open_AfterACrashAtAnyWrite_RestoresEverything()
    {
        int crashes = 0;
        for (int position = 0; position < 60; position++)
        {
            Stage crashed = NewStage();
            string before = $"{crashed.Masks} {Masks(crashed)}";
            int end = position;
            try
            {
                IrqProtector protector = crashed.Open(fs: new RecordingFs(crashed.Model) { Before = write => { if (write >= end) { throw new Crash(); } } });
                IrqProtection first = protector.Protect(FirstFour, "nccl");
                first.Update(CpuSet.Parse("0-5"));
                first.Update(All);
                first.Dispose();
            }
            catch (Crash)
            {
                crashes++;
            }

            crashed.Steering = SteeringKinds.None;
            using IrqProtector next = crashed.Open();

            $"{crashed.Masks} {Masks(crashed)}".Should().Be(before, $"the crash was before write {position}");
            (next.Recovered.IsComplete, crashed.Store.Unrestored).Should().Be((true, null));
        }

        crashes.Should().BeGreaterThan(25);
    }

    [Fact]
    public void Recover_SomebodyElseWroteSince_IsLeftAlone()
    {
        IrqProtector crashed = stage.Open();
        IrqProtection abandoned = crashed.Protect(FirstFour, "nccl");
        stage.Model.WriteMaskBehind(Work, CpuSet.Parse("5"));
        using IrqProtector next = stage.Open();

        stage.Mask(Work).Should().Be(CpuSet.Parse("5"));
        next.Recovered.LeftAlone.Should().ContainSingle().Which.ToString().Should().Be($"{Work}: ForeignWrite, home 0-7, written 4-7, found 5");
    }

    [Fact]
    public void Recover_DeviceBornAfterTheCrash_GetsTheOldDefault()
    {
        IrqProtector crashed = stage.Open();
        IrqProtection abandoned = crashed.Protect(FirstFour, "nccl");
        stage.Model.AddNetworkDevice("eth7");
        stage.Model.WriteMaskBehind(Only, CpuSet.Parse("5"));
        using IrqProtector next = stage.Open();

        (stage.Mask("sys/class/net/eth7/queues/rx-0/rps_cpus"), stage.Mask(Only), stage.Mask(Default)).Should().Be((All, CpuSet.Parse("5"), All));
    }

    [Fact]
    public void Recover_QueueWhoseHomeLooksLikeOurDefault_StaysThere()
    {
        stage.Model.WriteMaskBehind(Only, CpuSet.Parse("4-7"));
        IrqProtector crashed = stage.Open();
        IrqProtection abandoned = crashed.Protect(FirstFour, "nccl");
        using IrqProtector next = stage.Open();

        stage.Mask(Only).Should().Be(CpuSet.Parse("4-7"));
    }

    [Fact]
    public void Protect_JournalCannotBeWritten_WritesNoMask()
    {
        string before = Masks(stage);
        stage.Store.Failure = new IOException("no space", (int)Errno.ENOSPC);
        using IrqProtector protector = stage.Open();

        ((Action)(() => protector.Protect(FirstFour, "nccl"))).Should().Throw<IrqException>();
        Masks(stage).Should().Be(before);
        stage.Model.WriteCount.Should().Be(0);
    }

    [Fact]
    public void Protect_InterruptsCannotBeWritten_WritesNoMaskAndLeavesNoJournal()
    {
        string before = Masks(stage);
        using IrqProtector protector = stage.Open(fs: new RecordingFs(stage.Model) { Fault = write => write == 1 ? Errno.EROFS : Errno.None });

        ((Action)(() => protector.Protect(FirstFour, "nccl"))).Should().Throw<IrqException>();
        (Masks(stage), stage.Store.Unrestored).Should().Be((before, null));
    }

    [Fact]
    public void Steering_UnknownBits_AreRefused()
        => ((Action)(() => _ = new IrqProtectorOptions { Steering = (SteeringKinds)8 })).Should().Throw<ArgumentOutOfRangeException>();

    /// <summary>Two devices, the second with one queue; masks in use: received packets on all CPUs, sent ones by CPU 2 and by CPU 5.</summary>
    private static Stage NewStage()
    {
        var stage = new Stage { Steering = SteeringKinds.All };
        stage.Model.AddNetworkDevice("eth0", 2);
        stage.Model.AddNetworkDevice("eth1");
        stage.Model.AddWorkqueue("writeback");
        stage.Model.WriteMaskBehind(Receive, All);
        stage.Model.WriteMaskBehind(Send, CpuSet.Parse("2"));
        stage.Model.WriteMaskBehind(Send.Replace("tx-0", "tx-1"), CpuSet.Parse("5"));
        stage.Model.WriteMaskBehind(Default, All);
        return stage;
    }

    private static string Masks(Stage stage)
        => string.Join("; ", new[] { Receive, Send, Send.Replace("tx-0", "tx-1"), Default, Work, Writeback }.Select(stage.Mask));
}
