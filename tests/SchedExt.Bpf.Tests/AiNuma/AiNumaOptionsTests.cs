namespace SchedExt.Bpf.Tests;

public sealed class AiNumaOptionsTests
{
    private static readonly string[] s_times = ["slice_max_ns", "slice_min_ns", "latency_burst_ns", "latency_budget_ns", "latency_credit_ns", "pull_interval_ns", "wait_max_ns"];
    private static readonly string[] s_numbers = ["latency_share", "bulk_share", "pull_threshold", "steal_threshold", "home_hinting"];

    [Fact]
    public void Configure_Options_AreTheProgramsFirstValues()
    {
        using OpenBpfObject opened = Configured(new AiNumaOptions
        {
            MaximumSlice = TimeSpan.FromMilliseconds(8), MinimumSlice = TimeSpan.FromMicroseconds(500), LatencyBurst = TimeSpan.FromMilliseconds(2),
            LatencyBudget = TimeSpan.FromMilliseconds(30), LatencyCredit = TimeSpan.FromMilliseconds(70), LatencyShare = 40, BulkShare = 10,
            PullInterval = TimeSpan.FromMilliseconds(6), PullThreshold = 3, StealThreshold = 2, HomeHints = false, WatchdogTimeout = TimeSpan.FromSeconds(8),
        });

        s_times.Select(opened.Value<ulong>).Should().Equal(8_000_000, 500_000, 2_000_000, 30_000_000, 70_000_000, 6_000_000, 2_000_000_000);
        s_numbers.Select(opened.Value<uint>).Should().Equal(40, 10, 3, 2, 0);
    }

    [Fact]
    public void Configure_Defaults_AreTheProgramsOwn()
    {
        using OpenBpfObject own = new AiNumaScheduler().Open();
        using OpenBpfObject opened = Configured(new AiNumaOptions());

        foreach (string name in s_times) opened.Value<ulong>(name).Should().Be(own.Value<ulong>(name), name);
        foreach (string name in s_numbers) opened.Value<uint>(name).Should().Be(own.Value<uint>(name), name);
    }

    [Fact]
    public void Policy_Variables_AreWritableInTheProgram()
    {
        using OpenBpfObject own = new AiNumaScheduler().Open();

        foreach ((string variable, _, bool isTime) in new AiNumaOptions().Policy())
        {
            Selftest.Variables(own).TryFind(variable, out string section, out _).Should().BeTrue(variable);
            section.Should().Be(".data.options", "{0} may change while the program runs, and nobody else writes to that page", variable);
            Selftest.Variables(own).Bytes(variable).Length.Should().Be(isTime ? 8 : 4, variable);
        }
    }

    [Fact]
    public void Options_With_KeepTheRest()
    {
        var options = new AiNumaOptions { LatencyShare = 30 };

        (options with { BulkShare = 40 }).Should().Be(new AiNumaOptions { LatencyShare = 30, BulkShare = 40 });
    }

    [Fact]
    public void Update_OptionsOfTheStart_AreRefusedByName()
    {
        var scheduler = new AiNumaScheduler();
        AiNumaOptions other = scheduler.Options with { WatchdogTimeout = TimeSpan.FromSeconds(5), PartialMode = true, BulkShare = 30 };

        scheduler.Invoking(s => s.Update(other)).Should().Throw<ArgumentException>().WithMessage("Only the start of a scheduler can set WatchdogTimeout, PartialMode:*");
        scheduler.Options.BulkShare.Should().Be(20, "all or nothing");
    }

    [Fact]
    public void Update_BeforeTheStart_IsWhatTheStartUses()
    {
        var scheduler = new AiNumaScheduler();
        scheduler.Update(scheduler.Options with { BulkShare = 30 });
        using OpenBpfObject opened = scheduler.Open();

        scheduler.Configure(opened, NumaTopology.Read(Shape.Tree("0-1", (0, "0-1", "10"))));

        opened.Value<uint>("bulk_share").Should().Be(30);
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
