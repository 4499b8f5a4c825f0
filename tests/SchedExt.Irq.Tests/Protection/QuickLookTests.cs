namespace SchedExt.Irq.Tests.Protection;

/// <summary>What a refresh finds different from the last full look.</summary>
public class QuickLookTests
{
    private static readonly CpuSet FirstFour = CpuSet.Parse("0-3"), LastFour = CpuSet.Parse("4-7");

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Bug: an interrupt that came while a plan was being carried out counted as seen, and was never looked at.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Refresh_InterruptCameDuringTheLastLook_IsProtected(bool isFirst)
    {
        var stage = new Stage();
        int last = isFirst ? 0 : -1;
        var fs = new RecordingFs(stage.Model)
        {
            Before = position =>
            {
                if (position == last)
                {
                    stage.Model.AddIrq(50, CpuSet.Parse("1-5"), "ice-0");
                }
            },
        };
        using IrqProtector protector = stage.Open(Second, fs: fs);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        last = isFirst ? last : fs.Writes.Count;
        stage.Model.WriteBehind(40, CpuSet.Parse("1"));
        stage.Clock.Advance(Second);
        stage.Clock.Advance(Second);

        stage.Mask(50).Should().Be(CpuSet.Parse("4-5"));
    }

    /// <summary>Bug: a default that somebody wrote while a plan was being carried out counted as known, and stayed.</summary>
    [Fact]
    public void Refresh_DefaultWasWrittenDuringTheLastLook_IsRepaired()
    {
        var stage = new Stage();
        int count = 0;
        var fs = new RecordingFs(stage.Model)
        {
            Before = position =>
            {
                if (position == 1)
                {
                    count++;
                    stage.Model.WriteDefaultAffinity(CpuSet.Parse("0-1"));
                }
            },
        };
        using IrqProtector protector = stage.Open(Second, fs: fs);
        using IrqProtection lease = protector.Protect(FirstFour, "nccl");
        stage.Clock.Advance(Second);

        count.Should().Be(1);
        stage.Model.ReadDefaultAffinity().Cpus.Should().Be(LastFour);
        stage.Drifts.Should().ContainSingle().Which.Should().Match<IrqDrift>(drift => drift.Kind == IrqDriftKind.ForeignWrite && drift.Identity == null);
    }
}
