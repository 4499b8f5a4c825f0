using SchedExt.Irq.Testing;

namespace SchedExt.Irq.Tests.Protection;

/// <summary>A process that ends at any write, and what the next one restores.</summary>
public class CrashTests
{
    private static readonly CpuSet FirstFour = CpuSet.Parse("0-3");

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
            stage.Store.Text.Should().BeNull();
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
            stage.Store.Text.Should().NotBeNull();
        }

        stage.Model.SetOnline(3);
        using IrqProtector third = stage.Open();
        stage.Mask(41).Should().Be(CpuSet.Parse("2-3"));
        stage.Store.Text.Should().BeNull();
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
