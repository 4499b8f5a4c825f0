using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

[Machine(Machines.TwoNodes)]
public sealed class NoStarvationTests
{
    private const string AffinityChurn = "--cpu 8 --affinity 2 --affinity-rand --switch 2 --timeout 0";

    private static AiNumaScheduler ShortWatchdog => new(new() { WatchdogTimeout = TimeSpan.FromSeconds(5) });

    [Fact, EveryRunOn(Kernels.Newest)]
    public Task RunAsync_PinnedBesideHogs_NeverEjected() =>
        HoldsAsync(ShortWatchdog, () => Load.Hogs(8, 0, 1, 2, 3), TimeSpan.FromSeconds(15));

    /// <summary>Alone, which tells what it was; among all other loads it is in StressTests at each run.</summary>
    [Fact, Soak]
    public Task RunAsync_AffinityChurn_NeverEjected() =>
        HoldsAsync(ShortWatchdog, () => Load.Stress(AffinityChurn), TimeSpan.FromSeconds(15));

    /// <summary>The same load ejects a scheduler that queues pinned tasks as the seed does: so the tests above can fail.</summary>
    [Fact]
    public async Task RunAsync_PinnedTasksMisplaced_EjectedAsStall()
    {
        await using RunningHost host = await RunningHost.StartAsync(Selftest.Scheduler("misplaced_pinned"));
        SchedulerExit exit;
        using (Load.Hogs(8, 0, 1, 2, 3))
            exit = await host.Run.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        exit.Kind.Should().Be(SchedulerExitKind.ErrorStall);
        exit.Reason.Should().Be("runnable task stall");
        exit.Message.Should().MatchRegex(@"failed to run for \d+\.\d+s");
        exit.Dump.Should().NotBeEmpty();
    }

    private static async Task HoldsAsync(AiNumaScheduler scheduler, Func<Load> start, TimeSpan time)
    {
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        // Another scheduler's watchdog is its own, and may have 30 s.
        TimeSpan enough = OtherScheduler.Program is null ? time : time + TimeSpan.FromSeconds(60);
        using (start())
            await Task.WhenAny(host.Run, Task.Delay(enough, TestContext.Current.CancellationToken));

        host.Run.IsCompleted.Should().BeFalse("it must not end by itself, but: {0}", host.Run.IsCompleted ? await host.Run : null);
        (await host.StopAsync()).Kind.Should().Be(SchedulerExitKind.Unregistered);
    }
}
