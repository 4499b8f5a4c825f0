using System.Diagnostics;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>cpu.max, where the kernel tells schedulers of it. In exact time, as <see cref="FairnessTests"/>.</summary>
[Machine(Machines.Exact)]
public sealed class CgroupLimitTests : IDisposable
{
    private const string TwentyPercent = "20000 100000";

    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(1), s_measured = TimeSpan.FromSeconds(5), s_soon = TimeSpan.FromMilliseconds(75);

    private readonly List<Cgroup> _groups = [];

    public CgroupLimitTests() => Kernel.Requires("cgroup_set_bandwidth", "6.17");

    public void Dispose()
    {
        for (int i = _groups.Count - 1; i >= 0; i--) _groups[i].Dispose();
    }

    /// <summary>Set before the scheduler comes, and held by it as by the kernel's own; nobody else waits for it, neither who always runs nor who wakes up.</summary>
    [Fact]
    public async Task Limit_TwentyPercentAmongHogs_HoldsAndDelaysNobodyElse()
    {
        Cgroup limited = Add(Cgroup.Create("limited")), free = Add(Cgroup.Create("free"));
        limited.Set("cpu.max", TwentyPercent);
        using var sleepers = new Sleepers(4, "0-3");
        limited.StartHogs(2);
        free.StartHogs(4);
        await Task.Delay(s_settling, TestContext.Current.CancellationToken);
        sleepers.TakeLatest();
        double[] fair = await Cgroup.MeasureAsync(s_measured, limited, free);
        TimeSpan byDefault = sleepers.TakeLatest();
        // Scheduling itself, in programs, costs these CPUs of 30 million instructions a second some percent.
        double left = fair[1] * 0.93;
        double[] had = [0, 0];
        TimeSpan latest = TimeSpan.MaxValue;
        await using (RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler()))
        {
            await Task.Delay(s_settling, TestContext.Current.CancellationToken);
            // One turn of the emulator's decides the latest of two thousand wake-ups, and with it how long others had a CPU. Who waits for the next period does so in each window.
            for (int window = 0; window < 3 && (latest > s_soon || had[1] <= left); window++)
            {
                sleepers.TakeLatest();
                had = await Cgroup.MeasureAsync(s_measured, limited, free);
                TimeSpan now = sleepers.TakeLatest();
                latest = now < latest ? now : latest;
            }

            host.Run.IsCompleted.Should().BeFalse();
        }

        Write($"limited: EEVDF {fair[0]:0.000} s, ours {had[0]:0.000} s of 1; free: {fair[1]:0.00} s, {had[1]:0.00} s; latest wake-up {byDefault.TotalMilliseconds:0.0} ms, {latest.TotalMilliseconds:0.0} ms");
        had[0].Should().BeApproximately(1, 0.1, "a fifth of a CPU for 5 s; EEVDF gave {0}", fair[0]);
        had[0].Should().BeApproximately(fair[0], 0.1, "EEVDF gave that");
        had[1].Should().BeGreaterThan(left, "what the others get is not touched; EEVDF gave {0}", fair[1]);
        latest.TotalMilliseconds.Should().BeLessThan(Math.Max(byDefault.TotalMilliseconds * 2, s_soon.TotalMilliseconds), "a wake-up that waited for the next period would wait for up to 80 ms");
    }

    /// <summary>The kernel queues who exits without asking (kernel/sched/ext.c, do_enqueue_task): put aside like others, such a task would wait on an idle CPU that nobody wakes.</summary>
    [Fact]
    public async Task Limit_UsedUpWhileATaskExits_LetsItGo()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        Cgroup limited = Add(Cgroup.Create("limited"));
        var large = new PerlProgram("my $much = 'x' x 100_000_000; print \"ready\\n\"; <STDIN>;");
        (await large.ReadLineAsync()).Should().Be("ready");
        limited.Set("cgroup.procs", $"{large.Id}");
        limited.Set("cpu.max", "1000 100000");
        await Task.Delay(s_settling, TestContext.Current.CancellationToken);

        var clock = Stopwatch.StartNew();
        await Task.Run(large.Dispose, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Write($"gone after {clock.ElapsedMilliseconds} ms, with {limited.CpuTime.TotalMilliseconds:0} ms of CPU time");
        limited.CpuTime.TotalMilliseconds.Should().BeGreaterThan(2, "its limit was used up");
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
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

    /// <summary>The narrow one's period is the outer one's: of two different ones, what it finds left in the outer one depends on which began first, under EEVDF too.</summary>
    [Fact]
    public async Task Limits_Nested_EachHolds()
    {
        Cgroup outer = Add(Cgroup.Create("outer")), narrow = Add(outer.Child("narrow")), wide = Add(outer.Child("wide"));
        double[] had;
        await using (RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler()))
        {
            outer.Set("cpu.max", "50000 100000");
            narrow.Set("cpu.max", TwentyPercent);
            wide.Set("cpu.max", "40000 50000");
            narrow.StartHogs(2);
            wide.StartHogs(2);
            await Task.Delay(s_settling, TestContext.Current.CancellationToken);
            had = await Cgroup.MeasureAsync(s_measured, outer, narrow, wide);
        }

        await Task.Delay(s_settling, TestContext.Current.CancellationToken);
        double[] fair = await Cgroup.MeasureAsync(s_measured, outer, narrow, wide);
        Write($"outer, narrow, wide: EEVDF {fair[0]:0.000} {fair[1]:0.000} {fair[2]:0.000} s, ours {had[0]:0.000} {had[1]:0.000} {had[2]:0.000} s");
        had[0].Should().BeApproximately(2.5, 0.1, "half of a CPU, and 2 points; EEVDF gave {0}", fair[0]);
        had[1].Should().BeApproximately(1, 0.1, "a fifth; EEVDF gave {0}", fair[1]);
        had[2].Should().BeApproximately(1.5, 0.15, "it has what the other may not, within the 2 points of each of them; EEVDF gave {0}", fair[2]);
        had[0].Should().BeApproximately(fair[0], 0.1, "EEVDF gave that");
        had[1].Should().BeApproximately(fair[1], 0.1, "EEVDF gave that");
        had[2].Should().BeApproximately(fair[2], 0.15, "EEVDF gave that");
    }

    /// <summary>What was not used is saved up to the burst, and spent at once. A period begins with each whole half second of the clock, so it is known how many there were.</summary>
    [Fact]
    public async Task Burst_AfterIdlePeriods_IsSpentOnce()
    {
        Cgroup limited = Add(Cgroup.Create("limited"));
        limited.Set("cpu.max", "100000 500000");
        limited.Set("cpu.max.burst", "100000");
        double first;
        double[] second;
        await using (RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler()))
        {
            await Task.Delay(1500, TestContext.Current.CancellationToken);
            await UntilAsync(NextPeriod(1) + TimeSpan.FromMilliseconds(10));
            TimeSpan end = NextPeriod(8) + TimeSpan.FromMilliseconds(450);
            limited.StartHogs(2);
            await UntilAsync(end);
            first = limited.CpuTime.TotalSeconds;
            second = await Cgroup.MeasureAsync(TimeSpan.FromSeconds(4), limited);
        }

        limited.EndOne();
        limited.EndOne();
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        double before = limited.CpuTime.TotalSeconds;
        limited.StartHogs(2);
        await Task.Delay(4450, TestContext.Current.CancellationToken);
        double fair = limited.CpuTime.TotalSeconds - before;

        Write($"with a burst: EEVDF {fair:0.000} s, ours {first:0.000} s, and {second[0]:0.000} s without one");
        first.Should().BeApproximately(1, 0.05, "what it began with, 8 periods, and the burst of 0.1; EEVDF gave {0}", fair);
        first.Should().BeApproximately(fair, 0.15, "EEVDF gave that; when its periods begin is not known, so it may have one less");
        second[0].Should().BeApproximately(0.8, 0.08, "8 periods");
    }

    private static TimeSpan Now => TimeSpan.FromSeconds((double)Stopwatch.GetTimestamp() / Stopwatch.Frequency);

    /// <summary>When the n-th period of half a second from now begins.</summary>
    private static TimeSpan NextPeriod(int n) => TimeSpan.FromSeconds((Math.Floor(Now.TotalSeconds * 2) + n) / 2);

    private static async Task UntilAsync(TimeSpan time)
    {
        if (time - Now is { Ticks: > 0 } left) await Task.Delay(left, TestContext.Current.CancellationToken);
    }

    private static void Write(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private Cgroup Add(Cgroup made)
    {
        _groups.Add(made);
        return made;
    }
}
