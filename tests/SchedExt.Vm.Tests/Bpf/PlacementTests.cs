using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>Where a task goes when there is room. In a machine whose time is its instructions.</summary>
[Machine(Machines.Exact)]
public sealed class PlacementTests
{
    /// <summary>Defect of a scheduler that leaves a waker's wish to the kernel, which sends whom it wakes to the waker's CPU (WF_SYNC in select_cpu_dfl).</summary>
    [Fact]
    public async Task SelectCpu_WakerOnAnotherNode_DoesNotPullWhomItWakes()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        using var waker = new PerlProgram(PerlTalkers.NowAndThen);
        int woken = await MeetAsync(waker);

        Affinity.Set(woken, "0-7");

        (await PerlProgram.ShareOnAsync(woken, [0, 1])).Should().BeGreaterThan(0.9, "its home has idle CPUs");
    }

    /// <summary>Bug: two that met on different nodes woke up each other's CPU for ever; perf bench sched pipe took a third longer than under the kernel's default scheduler.</summary>
    [Fact]
    public async Task SelectCpu_TwoThatTalkAllTheTime_ShareACpu()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        using var waker = new PerlProgram(PerlTalkers.AllTheTime);
        int woken = await MeetAsync(waker);

        Affinity.Set(woken, "0-7");

        // Where CPUs take turns it is away for too long, once it is elsewhere, to come back at the next message: 0.56 to 0.92 were seen, and 0.00 without the rule. Looked at three times at most.
        double share = 0;
        for (int time = 0; time < 3 && share <= 0.7; time++)
        {
            share = await PerlProgram.ShareOnAsync(woken, [2]);
            TestContext.Current.TestOutputHelper!.WriteLine($"{share:0.00} on its partner's CPU");
        }

        share.Should().BeGreaterThan(0.7, "the other one is there, and cannot leave");
    }

    /// <summary>Where a task belongs may be said: then its CPU is woken up.</summary>
    [Fact]
    public async Task SelectCpu_TwoThatTalkAllTheTimeAndOneHasAHome_ItStaysThere()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        using var waker = new PerlProgram(PerlTalkers.AllTheTime);
        int woken = await MeetAsync(waker);
        scheduler.SetHome(woken, 0);

        Affinity.Set(woken, "0-7");

        (await PerlProgram.ShareOnAsync(woken, [0, 1])).Should().BeGreaterThan(0.9, "its home has idle CPUs");
    }

    /// <summary>Defect of a scheduler that kicks idle CPUs for those alone that it chose a CPU for: a change of affinity queues a task without such a choice.</summary>
    [Fact]
    public async Task Enqueue_TaskMayRunOnAnIdleCpuNow_WakesThatCpu()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        using Hog stays = Hog.Start("7"), goes = Hog.Start("7");
        await Task.Delay(500, TestContext.Current.CancellationToken);

        goes.Move("6-7");

        TimeSpan[] had = await Hog.MeasureAsync([stays, goes], TimeSpan.FromSeconds(1));
        had.Should().OnlyContain(time => time.TotalSeconds > 0.9, "each has a CPU of its own");
    }

    /// <summary>Lets a program run for a while on CPU 2 and its child on 0 and 1, nodes apart. Returns the child.</summary>
    private static async Task<int> MeetAsync(PerlProgram waker)
    {
        int woken = await waker.ReadNumberAsync();
        Affinity.Set(waker.Id, "2");
        Affinity.Set(woken, "0-1");
        waker.Tell("go");
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        return woken;
    }
}
