using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>Options that change while the scheduler runs.</summary>
[Machine(Machines.TwoNodes), EveryRunOn(Kernels.Ends)]
public sealed class AiNumaUpdateTests
{
    [Fact]
    public async Task Update_LatencyBurst_HoldsFromTheNextWakeUpOn()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        (await CountLatencyWakeUpsAsync(scheduler)).Should().BePositive("threads that sleep and run shortly are latency tasks");

        scheduler.Update(scheduler.Options with { LatencyBurst = TimeSpan.Zero });

        await Task.Delay(200, TestContext.Current.CancellationToken); // those that were on their way
        (await CountLatencyWakeUpsAsync(scheduler)).Should().Be(0, "no burst is shorter than nothing");

        scheduler.Update(scheduler.Options with { LatencyBurst = TimeSpan.FromMilliseconds(4) });

        (await CountLatencyWakeUpsAsync(scheduler)).Should().BePositive();
        host.Starts.Should().ContainSingle("no restart was needed");
    }

    [Fact]
    public async Task Update_HomeHintsOffAndOn_HintsCountAgain()
    {
        var scheduler = new AiNumaScheduler(new() { HomeHints = false });
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        CpuSet home = NumaTopology.Read(KernelRoot.Host).FindNode(1)!.Cpus;
        int there = 0;
        using var stop = new CancellationTokenSource();
        var sleeper = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Thread.Sleep(5);
                there = home.Contains(CurrentCpu.Number) ? there + 1 : 0;
            }
        });
        // It begins on node 0, so that is its home.
        sleeper.Start();
        scheduler.SetHome(Environment.ProcessId, node: 1);

        scheduler.Update(scheduler.Options with { HomeHints = true });

        await Until.TrueAsync(() => Volatile.Read(ref there) > 50, "50 wake-ups at home in a row");
        await stop.CancelAsync();
        sleeper.Join();
    }

    [Fact]
    public async Task Update_WatchdogTimeout_IsRefusedAndTheSchedulerRunsOn()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);

        scheduler.Invoking(s => s.Update(s.Options with { WatchdogTimeout = TimeSpan.FromSeconds(3) }))
            .Should().Throw<ArgumentException>().WithMessage("*WatchdogTimeout*");

        Kernel.SchedExt.State.Should().Be("enabled");
    }

    [Fact]
    public async Task Start_PartialMode_LeavesNormalTasksAlone()
    {
        var scheduler = new AiNumaScheduler(new() { PartialMode = true });
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        using (Load.Hogs(6))
            await Task.Delay(500, TestContext.Current.CancellationToken);

        File.ReadAllText("/sys/kernel/sched_ext/switch_all").Trim().Should().Be("0");
        scheduler.ReadStatistics().Total.Total.Should().Be(0, "nobody asked for SCHED_EXT");
    }

    private static async Task<long> CountLatencyWakeUpsAsync(AiNumaScheduler scheduler)
    {
        long before = scheduler.ReadStatistics().Total.LatencyWakeups;
        for (int i = 0; i < 100; i++) await Task.Delay(2, TestContext.Current.CancellationToken);
        return scheduler.ReadStatistics().Total.LatencyWakeups - before;
    }
}
