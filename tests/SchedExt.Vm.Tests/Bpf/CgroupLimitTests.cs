using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>cpu.max, where the kernel tells schedulers of it. In exact time, as <see cref="FairnessTests"/>.</summary>
[Machine(Machines.Exact)]
public sealed class CgroupLimitTests : IDisposable
{
    private const string TwentyPercent = "20000 100000";

    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(1), s_measured = TimeSpan.FromSeconds(5);

    private readonly List<Cgroup> _groups = [];

    public CgroupLimitTests() => Kernel.Requires("cgroup_set_bandwidth", "6.17");

    public void Dispose()
    {
        for (int i = _groups.Count - 1; i >= 0; i--) _groups[i].Dispose();
    }

    /// <summary>Set before the scheduler comes, and held by it as by the kernel's own; nobody else waits for it.</summary>
    [Fact]
    public async Task Limit_TwentyPercentAmongHogs_Holds()
    {
        Cgroup limited = Add(Cgroup.Create("limited")), free = Add(Cgroup.Create("free"));
        limited.Set("cpu.max", TwentyPercent);
        double[] had;
        await using (RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler()))
        {
            limited.StartHogs(2);
            free.StartHogs(4);
            await Task.Delay(s_settling, TestContext.Current.CancellationToken);
            had = await Cgroup.MeasureAsync(s_measured, limited, free);
            host.Run.IsCompleted.Should().BeFalse();
        }

        await Task.Delay(s_settling, TestContext.Current.CancellationToken);
        double[] fair = await Cgroup.MeasureAsync(s_measured, limited, free);
        TestContext.Current.TestOutputHelper!.WriteLine($"limited: EEVDF {fair[0]:0.000} s, ours {had[0]:0.000} s of 1; free: {fair[1]:0.00} s, {had[1]:0.00} s");
        had[0].Should().BeApproximately(1, 0.1, "a fifth of a CPU for 5 s; EEVDF gave {0}", fair[0]);
        had[1].Should().BeGreaterThan(fair[1] * 0.95, "what the others get is not touched");
    }

    /// <summary>Alone on the machine it is held too, and what was taken away is told.</summary>
    [Fact]
    public async Task Limit_SetOnAnIdleMachine_HoldsAndIsTold()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        Cgroup limited = Add(Cgroup.Create("limited"));
        limited.StartHogs(1);
        limited.Set("cpu.max", TwentyPercent);
        await Task.Delay(s_settling, TestContext.Current.CancellationToken);

        double[] had = await Cgroup.MeasureAsync(s_measured, limited);
        AiNumaCgroupStatistics told = scheduler.ReadStatistics().Cgroups.Single(group => group.Path == limited.Name);
        limited.Set("cpu.max", "max");
        await Task.Delay(s_settling, TestContext.Current.CancellationToken);
        double[] afterwards = await Cgroup.MeasureAsync(TimeSpan.FromSeconds(1), limited);

        had[0].Should().BeApproximately(1, 0.1);
        told.Quota.Should().Be(TimeSpan.FromMilliseconds(20));
        told.Period.Should().Be(TimeSpan.FromMilliseconds(100));
        told.ThrottledPeriods.Should().BeInRange(30, told.Periods);
        told.ThrottledTime.Should().BeGreaterThan(TimeSpan.FromSeconds(3), "four fifths of six seconds");
        afterwards[0].Should().BeGreaterThan(0.8, "the limit is gone");
    }

    [Fact]
    public async Task Limits_Nested_EachHolds()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        Cgroup outer = Add(Cgroup.Create("outer")), narrow = Add(outer.Child("narrow")), wide = Add(outer.Child("wide"));
        outer.Set("cpu.max", "50000 100000");
        narrow.Set("cpu.max", "10000 50000");
        wide.Set("cpu.max", "80000 100000");
        narrow.StartHogs(2);
        wide.StartHogs(2);
        await Task.Delay(s_settling, TestContext.Current.CancellationToken);

        double[] had = await Cgroup.MeasureAsync(s_measured, outer, narrow, wide);

        had[0].Should().BeApproximately(2.5, 0.1, "narrow {0}, wide {1}", had[1], had[2]);
        had[1].Should().BeLessThan(1.1);
        had[2].Should().BeGreaterThan(1.3, "it has what the other may not");
    }

    /// <summary>What was not used is saved up to the burst, and spent at once.</summary>
    [Fact]
    public async Task Burst_AfterIdlePeriods_IsSpentOnce()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        Cgroup limited = Add(Cgroup.Create("limited"));
        limited.Set("cpu.max", "100000 500000");
        limited.Set("cpu.max.burst", "100000");
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        limited.StartHogs(2);

        double before = limited.CpuTime.TotalSeconds;
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        double first = limited.CpuTime.TotalSeconds;
        double[] second = await Cgroup.MeasureAsync(TimeSpan.FromSeconds(4), limited);

        second[0].Should().BeApproximately(0.8, 0.08, "8 periods");
        first.Should().BeInRange(0.85, 1.15, "8 or 9 periods and a burst; {0} while the hogs started", before);
    }

    private Cgroup Add(Cgroup made)
    {
        _groups.Add(made);
        return made;
    }
}
