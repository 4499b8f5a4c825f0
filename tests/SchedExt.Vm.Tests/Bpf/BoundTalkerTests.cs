using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>Two that hand something back and forth all the time, both bound to the same CPU: enqueue places them, select_cpu isn't asked (kernel/sched/core.c select_task_rq).</summary>
[Machine(Machines.Exact)]
public sealed class BoundTalkerTests
{
    private const string Cpu = "1";

    /// <summary>Bug: they went through the CPU's queue at each message; a pipe's round trip took 1.3 times the instructions of the kernel's default scheduler.</summary>
    [Fact]
    public async Task Enqueue_NobodyElseThere_TakeOverTheCpuFromEachOther()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        using var talker = new PerlProgram(PerlTalkers.AllTheTime);
        await BindAsync(talker);
        AiNumaCounters before = scheduler.ReadStatistics().Cpus[1];

        await Task.Delay(1000, TestContext.Current.CancellationToken);

        AiNumaCounters after = scheduler.ReadStatistics().Cpus[1];
        (after.Local - before.Local).Should().BeGreaterThan((after.Pinned - before.Pinned) * 4);
    }

    /// <summary>Who takes over skips those who wait no more often than who wakes up otherwise: a hog has a fifth to a quarter there, whether or not they take over.</summary>
    [Fact]
    public async Task Enqueue_AHogThere_HasItsPart()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        using Hog hog = Hog.Start(Cpu);
        using var talker = new PerlProgram(PerlTalkers.AllTheTime);
        await BindAsync(talker);

        TimeSpan[] had = await Hog.MeasureAsync([hog], TimeSpan.FromSeconds(3));

        had[0].TotalSeconds.Should().BeGreaterThan(0.35);
    }

    /// <summary>Binds a program and its child, and lets the scheduler learn what they do.</summary>
    private static async Task BindAsync(PerlProgram talker)
    {
        Affinity.Set(await talker.ReadNumberAsync(), Cpu);
        Affinity.Set(talker.Id, Cpu);
        talker.Tell("go");
        await Task.Delay(1500, TestContext.Current.CancellationToken);
    }
}
