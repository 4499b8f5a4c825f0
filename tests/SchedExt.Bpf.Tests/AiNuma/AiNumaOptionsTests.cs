namespace SchedExt.Bpf.Tests;

public sealed class AiNumaOptionsTests
{
    [Fact]
    public void Configure_Options_AreTheProgramsConstants()
    {
        using OpenBpfObject opened = Configured(new AiNumaOptions
        {
            MaximumSlice = TimeSpan.FromMilliseconds(8), MinimumSlice = TimeSpan.FromMicroseconds(500), LatencyBurst = TimeSpan.FromMilliseconds(2),
            LatencyBudget = TimeSpan.FromMilliseconds(30), LatencyShare = 40, BulkShare = 10, PullThreshold = 3, StealThreshold = 2, WatchdogTimeout = TimeSpan.FromSeconds(8),
        });

        ((string[])["slice_max_ns", "slice_min_ns", "latency_burst_ns", "latency_budget_ns", "wait_max_ns"]).Select(opened.Value<ulong>)
            .Should().Equal(8_000_000, 500_000, 2_000_000, 30_000_000, 2_000_000_000);
        ((string[])["latency_share", "bulk_share", "pull_threshold", "steal_threshold"]).Select(opened.Value<uint>).Should().Equal(40, 10, 3, 2);
    }

    [Fact]
    public void Configure_Defaults_AreTheProgramsOwn()
    {
        using OpenBpfObject own = new AiNumaScheduler().Open();
        using OpenBpfObject opened = Configured(new AiNumaOptions());

        foreach (string name in (string[])["slice_max_ns", "slice_min_ns", "latency_burst_ns", "latency_budget_ns", "wait_max_ns"])
            opened.Value<ulong>(name).Should().Be(own.Value<ulong>(name), name);
        foreach (string name in (string[])["latency_share", "bulk_share", "pull_threshold", "steal_threshold"])
            opened.Value<uint>(name).Should().Be(own.Value<uint>(name), name);
    }

    [Fact]
    public void Configure_LeastSliceAboveTheMost_IsTheMost()
    {
        using OpenBpfObject opened = Configured(new AiNumaOptions { MaximumSlice = TimeSpan.FromMilliseconds(2), MinimumSlice = TimeSpan.FromMilliseconds(4) });

        opened.Value<ulong>("slice_min_ns").Should().Be(2_000_000);
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedInWords()
    {
        FluentActions.Invoking(() => new AiNumaOptions { MaximumSlice = TimeSpan.FromMilliseconds(21) })
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("The value must be from 0.1 to 20 ms.*");
        FluentActions.Invoking(() => new AiNumaOptions { LatencyShare = 0 }).Should().Throw<ArgumentOutOfRangeException>().WithMessage("The value must be from 1 to 100.*");
    }

    [Fact]
    public void Configure_FlagsOfTheCallers_KeepTheOneThatLimitsNeed()
    {
        using OpenBpfObject opened = Configured(new AiNumaOptions { Flags = SchedulerFlags.SwitchPartial, MaximumCgroups = 77 });

        opened.Ops.Flags.Should().Be((ulong)(SchedulerFlags.SwitchPartial | SchedulerFlags.EnqueueLast));
        opened.Value<uint>("nr_groups").Should().Be(77);
    }

    private static OpenBpfObject Configured(AiNumaOptions options)
    {
        var scheduler = new AiNumaScheduler(options);
        OpenBpfObject opened = scheduler.Open();
        scheduler.Configure(opened, NumaTopology.Read(Shape.Tree("0-1", (0, "0-1", "10"))));
        return opened;
    }
}
