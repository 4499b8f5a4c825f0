namespace SchedExt.Bpf.Tests;

public sealed class SchedulerOptionsTests
{
    [Fact]
    public void WatchdogTimeout_OneMinute_IsRefusedNamingTheLimit() =>
        FluentActions.Invoking(() => new SchedulerOptions { WatchdogTimeout = TimeSpan.FromSeconds(60) })
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*1 ms to 30 s: the kernel takes no more*");

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    [InlineData(-1)]
    [InlineData(30_000.1)]
    public void WatchdogTimeout_OutOfRange_IsRefused(double milliseconds) =>
        FluentActions.Invoking(() => new SchedulerOptions { WatchdogTimeout = TimeSpan.FromMilliseconds(milliseconds) }).Should().Throw<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(1023)]
    [InlineData((1 << 20) + 1)]
    [InlineData(-1)]
    public void ExitDumpLength_OutOfRange_IsRefused(int length) =>
        FluentActions.Invoking(() => new SchedulerOptions { ExitDumpLength = length }).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Defaults_LeaveTimeoutAndFlagsToTheObject()
    {
        var options = new SchedulerOptions();

        (options.WatchdogTimeout, options.Flags, options.ExitDumpLength).Should().Be((null, null, 32768));
        options.ReadOnlyData.Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, 1u)]
    [InlineData(30_000, 30_000u)]
    [InlineData(1.9, 1u)]
    public void Apply_Timeout_ArrivesInWholeMilliseconds(double milliseconds, uint expected)
    {
        using OpenBpfObject opened = Selftest.Open("global_fifo");

        new SchedulerOptions { WatchdogTimeout = TimeSpan.FromMilliseconds(milliseconds) }.Apply(opened);

        opened.Ops.TimeoutMilliseconds.Should().Be(expected);
    }

    [Fact]
    public void Apply_All_ArriveInTheObject()
    {
        using OpenBpfObject opened = Selftest.Open("global_fifo");
        opened.Ops.TimeoutMilliseconds = 77;

        new SchedulerOptions
        {
            Flags = SchedulerFlags.EnqueueLast | SchedulerFlags.SwitchPartial,
            ExitDumpLength = 4096,
            ReadOnlyData = new Dictionary<string, long> { ["slice_ns"] = 1_000_000 },
        }.Apply(opened);

        (opened.Ops.Flags, opened.Ops.ExitDumpLength, opened.Ops.TimeoutMilliseconds).Should().Be((10UL, 4096u, 77u));
        opened.Value<ulong>("slice_ns").Should().Be(1_000_000);
        opened.Value<uint>("exit_record_dump_len").Should().Be(4096, "the program writes no more than there is room for");
        opened.ValueSize(".data.exit_record_dump").Should().Be(4096);
    }

    [Fact]
    public void Apply_PartialMode_IsAFlagBesideTheObjectsOwn()
    {
        using OpenBpfObject opened = Selftest.Open("global_fifo");
        opened.Ops.Flags = (ulong)SchedulerFlags.EnqueueLast;

        new SchedulerOptions { PartialMode = true }.Apply(opened);

        opened.Ops.Flags.Should().Be((ulong)(SchedulerFlags.EnqueueLast | SchedulerFlags.SwitchPartial));
    }

    [Fact]
    public void StartOnlyDifferences_EqualValues_AreNone() =>
        new SchedulerOptions { ReadOnlyData = new Dictionary<string, long> { ["a"] = 1, ["b"] = 2 } }
            .StartOnlyDifferences(new SchedulerOptions { ReadOnlyData = new Dictionary<string, long> { ["b"] = 2, ["a"] = 1 } }).Should().BeEmpty();

    [Fact]
    public void StartOnlyDifferences_All_AreNamed() =>
        new SchedulerOptions().StartOnlyDifferences(new SchedulerOptions
        {
            WatchdogTimeout = TimeSpan.FromSeconds(1), ExitDumpLength = 2048, Flags = SchedulerFlags.None, PartialMode = true, ReadOnlyData = new Dictionary<string, long> { ["a"] = 1 },
        }).Should().Equal("WatchdogTimeout", "ExitDumpLength", "Flags", "PartialMode", "ReadOnlyData");

    [Fact]
    public void Apply_ObjectThatDeclaresNoDumpLength_LeavesThatToTheKernel()
    {
        using OpenBpfObject opened = Selftest.Open("smallest_ops");

        new SchedulerOptions { ExitDumpLength = 2048 }.Apply(opened);

        opened.Value<uint>("uei_dump_len").Should().Be(2048);
        opened.ValueSize(".data.uei_dump").Should().Be(2048);
    }

    [Fact]
    public void Apply_ObjectWithoutExitRecord_TakesTheRest()
    {
        using OpenBpfObject opened = Selftest.Open("newer_ops");

        new SchedulerOptions { Flags = SchedulerFlags.EnqueueExiting }.Apply(opened);

        opened.Ops.Flags.Should().Be(4);
    }

    [Fact]
    public void AiNumaOptions_Default_IsTenSecondsAndMayBeLeftToTheKernel()
    {
        new AiNumaOptions().WatchdogTimeout.Should().Be(TimeSpan.FromSeconds(10));
        new AiNumaOptions { WatchdogTimeout = null }.WatchdogTimeout.Should().BeNull();
    }
}
