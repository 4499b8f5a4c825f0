namespace SchedExt.Irq.Tests.Protection;

/// <summary>Writes that fail.</summary>
public class FaultTests
{
    private static readonly CpuSet FirstFour = CpuSet.Parse("0-3");

    public static TheoryData<Errno> Errors => [.. Enum.GetValues<Errno>().Where(errno => errno != Errno.None)];

    [Theory]
    [MemberData(nameof(Errors))]
    public void EveryWrite_FailsOnce_LosesNothing(Errno errno)
    {
        for (int position = 0; position < 12; position++)
        {
            var stage = new Stage();
            string before = stage.Masks;
            int failing = position;
            Use(stage, new RecordingFs(stage.Model) { Fault = write => write == failing ? errno : Errno.None });

            using (stage.Open())
            {
            }

            stage.Masks.Should().Be(before, $"{errno} came at write {position}");
            stage.Store.Unrestored.Should().BeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void EveryWrite_FailsFromSomewhereOn_LosesNothing(Errno errno)
    {
        for (int position = 0; position < 12; position++)
        {
            var stage = new Stage();
            string before = stage.Masks;
            int failing = position;
            Use(stage, new RecordingFs(stage.Model) { Fault = write => write >= failing ? errno : Errno.None });

            using (stage.Open())
            {
            }

            stage.Masks.Should().Be(before, $"{errno} came from write {position} on");
            stage.Store.Unrestored.Should().BeNull();
        }
    }

    [Theory]
    [InlineData(Errno.EACCES, IrqErrorKind.Privileges)]
    [InlineData(Errno.EROFS, IrqErrorKind.ReadOnly)]
    public void Protect_NoWriteCanSucceed_RollsBackAndThrows(Errno errno, IrqErrorKind kind)
    {
        var stage = new Stage();
        string before = stage.Masks;
        using IrqProtector protector = stage.Open(fs: new RecordingFs(stage.Model) { Fault = write => write == 2 ? errno : Errno.None });

        ((Action)(() => protector.Protect(FirstFour, "nccl"))).Should().Throw<IrqException>().Where(e => e.Kind == kind && e.Errno == errno && e.Target == "proc/irq/41/smp_affinity");
        (stage.Masks, stage.Store.Unrestored, protector.Protected.IsEmpty).Should().Be((before, null, true));
    }

    [Fact]
    public void Update_NoWriteCanSucceed_KeepsTheLeaseAsItWas()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(fs: new RecordingFs(stage.Model) { Fault = write => write == 4 ? Errno.EROFS : Errno.None });
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");

        ((Action)(() => lease.Update(CpuSet.Parse("0-5")))).Should().Throw<IrqException>();
        (lease.Cpus, stage.Mask(40), stage.Mask(41), stage.Model.ReadDefaultAffinity().Cpus).Should().Be((FirstFour, CpuSet.Parse("4-7"), CpuSet.Parse("4-7"), CpuSet.Parse("4-7")));
    }

    [Fact]
    public void Protect_JournalCannotBeWritten_WritesNothing()
    {
        var stage = new Stage { Store = new MemoryStore { Failure = new IOException("no space", (int)Errno.ENOSPC) } };
        using IrqProtector protector = stage.Open();

        ((Action)(() => protector.Protect(FirstFour, "nccl"))).Should().Throw<IrqException>().Where(e => e.Kind == IrqErrorKind.JournalUnwritable && e.Errno == Errno.ENOSPC);
        stage.Model.WriteCount.Should().Be(0);

        stage.Store.Failure = null;
        protector.Protect(FirstFour, "nccl").Report.Count(IrqOutcome.Moved).Should().Be(2);
    }

    [Fact]
    public void Protect_DiskIsFullAfterTheWrites_ProtectsAndRestoresStill()
    {
        var stage = new Stage { Store = new MemoryStore { Failure = new IOException("no space", (int)Errno.ENOSPC), SavesBeforeFailure = 1 } };
        string before = stage.Masks;
        using IrqProtector protector = stage.Open(TimeSpan.FromSeconds(1));
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        lease.Report.Count(IrqOutcome.Moved).Should().Be(2);
        stage.Lines.Should().Contain(line => line.StartsWith("14 ", StringComparison.Ordinal));
        stage.Clock.Advance(TimeSpan.FromSeconds(5));
        lease.Dispose();

        stage.Masks.Should().Be(before);
    }

    [Fact]
    public void Open_DiskFilledUpAfterTheWritesOfACrashedOwner_RestoresFromWhatTheJournalSays()
    {
        var stage = new Stage { Store = new MemoryStore { Failure = new IOException("no space", (int)Errno.ENOSPC), SavesBeforeFailure = 1 } };
        string before = stage.Masks;
        IrqProtector crashed = stage.Open();
        IrqProtection abandoned = crashed.Protect(FirstFour, "nccl");
        stage.Store.Failure = null;
        using IrqProtector next = stage.Open();

        (stage.Masks, stage.Store.Unrestored).Should().Be((before, null));
    }

    [Fact]
    public void Protect_CpusGoOfflineBetweenPlanAndWrite_PlansAgain()
    {
        var stage = new Stage();
        bool gone = false;
        void TakeAway()
        {
            if (!gone)
            {
                gone = true;
                stage.Model.SetOffline(6);
                stage.Model.SetOffline(7);
            }
        }

        using IrqProtector protector = stage.Open(fs: new RecordingFs(stage.Model) { Before = write => { if (write == 1) { TakeAway(); } } });
        using IrqProtection lease = protector.Protect(CpuSet.Parse("0-5"), "nccl");

        lease.Report.Mode.Should().Be(IrqPlanMode.Pinned);
        (stage.Mask(40).Overlaps(CpuSet.Parse("0-5")), lease.Report.Count(IrqOutcome.Moved)).Should().Be((true, 2));
    }

    [Fact]
    public void Protect_InterruptVanishesBeforeItsWrite_IsReported()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(fs: new RecordingFs(stage.Model) { Before = write => { if (write == 2) { stage.Model.Vanish(41); } } });
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");

        lease.Report.Irqs.Single(irq => irq.Identity.Irq == 41).Outcome.Should().Be(IrqOutcome.Vanished);
    }

    [Fact]
    public void Protect_NearCpusHaveNoVector_TakesAnyFreeOne()
    {
        var stage = new Stage(vectors: 2) { Planning = new() { Placement = IrqPlacement.Near } };
        stage.Model.SetNode(0, FirstFour);
        stage.Model.SetNode(1, CpuSet.Parse("4-7"));
        stage.Model.AddIrq(50, CpuSet.Parse("3"), "full-1");
        stage.Model.AddIrq(51, CpuSet.Parse("3"), "full-2");
        using IrqProtector protector = stage.Open();
        using IrqProtection lease = protector.Protect(CpuSet.Parse("2"), "nccl");
        stage.Model.Interrupt(41);
        lease.Update(CpuSet.Parse("0-2"));

        stage.Mask(41).Should().Be(CpuSet.Parse("3-7"), "3 alone has no vector");
        lease.Report.Irqs.Single(irq => irq.Identity.Irq == 41).Should().Match<IrqResult>(irq => irq.Outcome == IrqOutcome.Moved && irq.Errno == Errno.None);
    }

    [Fact]
    public void Refresh_CpusThatWereAskedForHaveNoVectorStill_WritesNothing()
    {
        var stage = new Stage(vectors: 1);
        stage.Model.AddIrq(50, CpuSet.Parse("3"), "full");
        using IrqProtector protector = stage.Open(TimeSpan.FromSeconds(1));
        using IrqProtection lease = protector.Protect(CpuSet.Parse("2"), "nccl");
        stage.Model.Interrupt(41);
        CpuSet wide = stage.Mask(41);
        int writes = stage.Model.WriteCount;
        for (int second = 0; second < 60; second++)
        {
            // Each time a look at everything is due.
            stage.Model.AddIrq(60 + second, CpuSet.Parse("7"), $"new-{second}");
            stage.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        stage.Mask(41).Should().Be(wide);
        stage.Model.WriteCount.Should().Be(writes, "what it has is as good as it gets");
    }

    [Fact]
    public void Protect_NoVectorAnywhere_IsToldAndTriedAgain()
    {
        var stage = new Stage(vectors: 1);
        stage.Model.AddIrq(50, CpuSet.Parse("7"), "full");
        using IrqProtector protector = stage.Open(TimeSpan.FromSeconds(1));
        using IrqProtection lease = protector.Protect(CpuSet.Parse("0-6"), "nccl");
        lease.Report.Count(IrqOutcome.NoVector).Should().Be(2);

        stage.Model.Vanish(50);
        stage.Clock.Advance(TimeSpan.FromMinutes(2));

        lease.Report.Count(IrqOutcome.Moved).Should().Be(1);
    }

    [Fact]
    public void Refresh_DeferredMoveFailsSilently_IsToldAsNoVector()
    {
        var stage = new Stage(movesAtOnce: false, vectors: 1);
        stage.Model.AddIrq(50, CpuSet.Parse("7"), "full");
        using IrqProtector protector = stage.Open(TimeSpan.FromSeconds(1));
        using IrqProtection lease = protector.Protect(CpuSet.Parse("0-6"), "nccl");
        stage.Model.Interrupt(40);
        stage.Model.Interrupt(40);

        protector.Refresh();

        stage.Drifts.Should().ContainSingle().Which.Kind.Should().Be(IrqDriftKind.MoveLost);
    }

    [Fact]
    public void Dispose_RestoringFails_IsLoggedAndTheJournalIsKept()
    {
        var stage = new Stage();
        using (IrqProtector protector = stage.Open())
        {
            IrqProtection lease = protector.Protect(FirstFour, "nccl");
            stage.Model.Refuse(40, Errno.EBUSY);
            lease.Dispose();
            protector.Restored!.LeftAlone.Single().Should().Match<IrqRestoreResult>(left => left.Outcome == IrqRestoreOutcome.Refused && left.Errno == Errno.EBUSY);
        }

        stage.Model.Refuse(40, Errno.None);
        using IrqProtector next = stage.Open();
        stage.Masks.Should().Be("0-7; 40: 0-7; 41: 2-3; 42: 1");
    }

    /// <summary>Protects, updates, releases. Only documented exceptions may come out.</summary>
    private static void Use(Stage stage, RecordingFs fs)
    {
        try
        {
            using IrqProtector protector = stage.Open(fs: fs);
            using IrqProtection lease = protector.Protect(FirstFour, "nccl");
            lease.Update(CpuSet.Parse("0-5"));
            protector.Refresh();
        }
        catch (IrqException e)
        {
            e.Kind.Should().BeOneOf(IrqErrorKind.Privileges, IrqErrorKind.ReadOnly);
        }
    }
}
