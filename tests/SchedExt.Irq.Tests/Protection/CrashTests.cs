using SchedExt.Irq.Testing;

namespace SchedExt.Irq.Tests.Protection;

/// <summary>A process that ends at any write, and what the next one restores.</summary>
public class CrashTests
{
    private static readonly CpuSet FirstFour = CpuSet.Parse("0-3"), LastFour = CpuSet.Parse("4-7");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_AfterACrashAtAnyWrite_RestoresEverything(bool movesAtOnce)
    {
        int crashes = 0;
        for (int position = 0; position < 100; position++)
        {
            var stage = new Stage(movesAtOnce);
            string before = stage.Masks;
            crashes += RunUntil(stage, position) ? 1 : 0;
            using IrqProtector next = stage.Open();

            stage.Masks.Should().Be(before, $"the crash was before write {position}");
            next.Recovered.IsComplete.Should().BeTrue();
            stage.Settle().Should().BeNull();
        }

        crashes.Should().BeGreaterThan(15);
    }

    [Fact]
    public void Recover_AfterACrash_ReportsWhatItDid()
    {
        var stage = new Stage();
        RunUntil(stage, 3);
        stage.Model.WriteBehind(41, CpuSet.Parse("5"));
        using IrqProtector next = stage.Open();

        next.Recovered.Results.Select(result => (result.Identity?.Irq, result.Outcome)).Should().Equal(
            (null, IrqRestoreOutcome.Restored), (40, IrqRestoreOutcome.Restored), (41, IrqRestoreOutcome.ForeignWrite));
        next.Recovered.ToString().Should().Be("2 restored, 1 left alone (ForeignWrite)");
        stage.Lines.Should().ContainSingle(line => line.StartsWith("5 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Recover_DriverWasReboundUnderTheSameNumber_GivesItTheOldDefault()
    {
        var stage = new Stage();
        stage.Model.Interrupt(41);
        RunUntil(stage, 4);
        stage.Model.Vanish(41);
        stage.Model.AddIrq(41, actions: "eth0-rx-1");
        stage.Mask(41).Should().Be(CpuSet.Parse("5-7"), "it took our default");
        using IrqProtector next = stage.Open();

        stage.Mask(41).Should().Be(CpuSet.All(8));
        stage.Model.ReadDefaultAffinity().Cpus.Should().Be(CpuSet.All(8));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Recover_DriverWasReboundBetweenTheLookAndTheWrite_GivesItTheOldDefault(bool isSeen)
    {
        var stage = new Stage();
        var fs = new RecordingFs(stage.Model) { Before = write => { if (write == 1) { stage.Model.Vanish(40); } } };
        IrqProtector killed = stage.Open(fs: fs);
        IrqProtection abandoned = killed.Protect(FirstFour, "nccl");
        stage.Mask(40).Should().Be(default(CpuSet), "the write was refused: it was gone");
        stage.Model.AddIrq(40, actions: "eth0-rx-0");
        stage.Mask(40).Should().Be(LastFour, "it took our default");
        if (isSeen)
        {
            killed.Refresh();
        }

        using IrqProtector next = stage.Open();

        stage.Mask(40).Should().Be(CpuSet.All(8));
    }

    [Fact]
    public void Recover_InterruptBornAfterTheCrash_GetsTheOldDefault()
    {
        var stage = new Stage();
        RunUntil(stage, 4);
        stage.Model.AddIrq(70, actions: "ice-7");
        using IrqProtector next = stage.Open();

        stage.Mask(70).Should().Be(CpuSet.All(8));
    }

    [Fact]
    public void Recover_KnownInterruptWhoseHomeLooksLikeOurDefault_StaysThere()
    {
        var stage = new Stage();
        stage.Model.AddIrq(50, CpuSet.Parse("4-7"), "eth1");
        using IrqProtector first = stage.Open();
        IrqProtection abandoned = first.Protect(FirstFour, "nccl");
        using IrqProtector next = stage.Open();

        stage.Mask(50).Should().Be(CpuSet.Parse("4-7"));
    }

    [Fact]
    public void Recover_CpusWentOfflineAndCame_StillRestores()
    {
        var stage = new Stage();
        using IrqProtector first = stage.Open();
        IrqProtection abandoned = first.Protect(CpuSet.Parse("0-6"), "nccl");
        stage.Model.SetOffline(7);
        stage.Model.SetOnline(7);
        stage.Mask(40).Should().Be(CpuSet.Parse("0-6"), "the kernel overwrote it");
        using IrqProtector next = stage.Open();

        stage.Masks.Should().Be("0-7; 40: 0-7; 41: 2-3; 42: 1");
    }

    [Fact]
    public void Recover_HomeIsOffline_IsKeptUntilItIsBack()
    {
        var stage = new Stage();
        using IrqProtector first = stage.Open();
        IrqProtection abandoned = first.Protect(FirstFour, "nccl");
        stage.Model.SetOffline(2);
        stage.Model.SetOffline(3);
        using (IrqProtector second = stage.Open())
        {
            second.Recovered.LeftAlone.Single().Should().Match<IrqRestoreResult>(left => left.Outcome == IrqRestoreOutcome.HomeOffline && left.Identity!.Value.Irq == 41);
            stage.Store.Unrestored.Should().NotBeNull();
        }

        stage.Model.SetOnline(3);
        using IrqProtector third = stage.Open();
        stage.Mask(41).Should().Be(CpuSet.Parse("2-3"));
        stage.Store.Unrestored.Should().BeNull();
    }

    [Fact]
    public void Refresh_HomeComesBackOnline_IsRestored()
    {
        var stage = new Stage();
        using IrqProtector protector = stage.Open(TimeSpan.FromSeconds(1));
        IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Model.SetOffline(2);
        stage.Model.SetOffline(3);
        lease.Dispose();
        stage.Mask(41).Should().Be(CpuSet.Parse("4-7"));

        stage.Model.SetOnline(2);
        stage.Clock.Advance(TimeSpan.FromSeconds(1));

        stage.Mask(41).Should().Be(CpuSet.Parse("2-3"));
    }

    [Fact]
    public void Protect_JournalHasHomes_TheyAreNotTakenFromTheMasksOfTheCrash()
    {
        var stage = new Stage();
        RunUntil(stage, 3);
        using IrqProtector next = stage.Open();
        using (next.Protect(CpuSet.Parse("4"), "other"))
        {
        }

        stage.Masks.Should().Be("0-7; 40: 0-7; 41: 2-3; 42: 1");
    }

    /// <summary>Each mask that is written waits for the next interrupt, and shows meanwhile. Where all its CPUs go offline before that, the one that is in force shows again:
    /// what a process before the last one wrote, if there was an interrupt then and none since.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Recover_MaskThatWaitedIsLostToHotplug_TheOneInForceIsOursStill(bool isBack)
    {
        var stage = new Stage(movesAtOnce: false);
        IrqProtection first = stage.Open().Protect(CpuSet.Parse("0-1"), "nccl");
        stage.Model.Interrupt(40);
        using (stage.Open())
        {
            stage.Mask(40).Should().Be(CpuSet.All(8), "it waits, and 2-7 is in force");
        }

        IrqProtection second = stage.Open().Protect(CpuSet.Parse("0,2"), "nccl");
        IrqProtection third = stage.Open().Protect(CpuSet.Parse("0-6"), "nccl");
        stage.Model.SetOffline(7);
        stage.Mask(40).Should().Be(CpuSet.Parse("2-7"), "the mask that waited is dropped");
        if (isBack)
        {
            stage.Model.SetOnline(7);
        }

        using IrqProtector next = stage.Open();

        stage.Mask(40).Should().Be(CpuSet.All(8));
        next.Recovered.LeftAlone.Should().BeEmpty();
    }

    [Fact]
    public void Recover_HomeWaitedSinceBeforeUsAndIsLostToHotplug_IsRestored()
    {
        var stage = new Stage(movesAtOnce: false);
        stage.Model.WriteBehind(40, CpuSet.Parse("5"));
        IrqProtection first = stage.Open().Protect(CpuSet.Parse("0-6"), "nccl");
        stage.Model.SetOffline(7);
        stage.Model.SetOnline(7);
        stage.Mask(40).Should().Be(CpuSet.All(8), "neither 5 nor 7 was ever in force, but the default that it was born with");
        using IrqProtector next = stage.Open();

        stage.Mask(40).Should().Be(CpuSet.Parse("5"));
    }

    [Fact]
    public void Open_MaskThatWasRestoredIsLostToHotplug_IsRestoredAgain()
    {
        var stage = new Stage(movesAtOnce: false);
        IrqProtection first = stage.Open().Protect(FirstFour, "nccl");
        stage.Model.Interrupt(41);
        stage.Open().Dispose();
        stage.Model.SetOffline(2);
        stage.Model.SetOffline(3);
        stage.Mask(41).Should().Be(LastFour, "its home waited, and is dropped");
        stage.Model.SetOnline(2);
        using IrqProtector next = stage.Open();

        stage.Mask(41).Should().Be(CpuSet.Parse("2-3"));
        next.Recovered.Results.Should().Contain(result => result.Identity!.Value.Irq == 41 && result.Outcome == IrqRestoreOutcome.Restored);
    }

    [Fact]
    public void Open_SomebodyGaveAnInterruptTheDefaultSince_IsNotTakenForALostHome()
    {
        var stage = new Stage(movesAtOnce: false);
        stage.Model.WriteBehind(40, CpuSet.Parse("5"));
        stage.Open().Protect(CpuSet.Parse("0-6"), "nccl").Dispose();
        stage.Model.WriteBehind(40, CpuSet.All(8));
        using IrqProtector next = stage.Open();
        using IrqProtection lease = next.Protect(FirstFour, "nccl");
        lease.Dispose();

        stage.Mask(40).Should().Be(CpuSet.All(8));
    }

    [Fact]
    public void Open_InterruptsHaveMovedHome_NothingIsRemembered()
    {
        var stage = new Stage(movesAtOnce: false);
        IrqProtection first = stage.Open().Protect(FirstFour, "nccl");
        stage.Model.Interrupt(40);
        stage.Open().Dispose();
        stage.Store.Text.Should().NotBeNull("4-7 is in force until the next interrupt");
        stage.Model.Interrupt(40);
        stage.Model.Interrupt(40);
        stage.Model.Interrupt(40);
        stage.Open().Dispose();

        stage.Store.Text.Should().BeNull();
    }

    /// <summary>Protects and changes leases until the write at the position.</summary>
    /// <returns>Whether it came that far.</returns>
    private static bool RunUntil(Stage stage, int position)
    {
        var fs = new RecordingFs(stage.Model) { Before = write => { if (write >= position) { throw new Crash(); } } };
        try
        {
            IrqProtector protector = stage.Open(fs: fs);
            IrqProtection first = protector.Protect(FirstFour, "nccl");
            IrqProtection second = protector.Protect(CpuSet.Parse("4"), "other");
            stage.Model.Interrupt(40);
            first.Update(CpuSet.All(8));
            first.Update(CpuSet.Parse("6"));
            second.Dispose();
            first.Dispose();
            return false;
        }
        catch (Crash)
        {
            return true;
        }
    }
}
