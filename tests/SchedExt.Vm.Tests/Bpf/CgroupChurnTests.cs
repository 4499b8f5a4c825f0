using System.Diagnostics;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>Cgroups that are made, weighted, limited, filled, emptied and removed under load.</summary>
[Machine(Machines.TwoNodes)]
public sealed class CgroupChurnTests
{
    /// <summary>A round took 9 s in an emulated machine on a host with seven times the work that it has CPUs for.</summary>
    private const int LeastRoundsAMinute = 3;

    [Fact, EveryRunOn(Kernels.Newest)]
    public Task RunAsync_CgroupsComeAndGo_NeverEjected() => HoldsAsync(TimeSpan.FromSeconds(20));

    [Fact, Soak]
    public Task RunAsync_CgroupsComeAndGoTenMinutes_NeverEjected() => HoldsAsync(TimeSpan.FromMinutes(10));

    private static async Task HoldsAsync(TimeSpan time)
    {
        var log = new KernelLog();
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        int rounds = 0;
        Cgroup.MakeMovesFast();
        try
        {
            rounds = await ChurnAsync(host, time);
        }
        finally
        {
            Cgroup.MakeMovesOrdinary();
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{rounds} rounds in {time.TotalSeconds} s");
        host.Run.IsCompleted.Should().BeFalse("it must not end by itself, but: {0}", host.Run.IsCompleted ? await host.Run : null);
        host.Restarts.Should().BeEmpty();
        (await host.StopAsync()).Kind.Should().Be(SchedulerExitKind.Unregistered);
        log.Complaints().Should().BeEmpty();
        rounds.Should().BeGreaterThanOrEqualTo((int)(LeastRoundsAMinute * time.TotalMinutes));
    }

    private static async Task<int> ChurnAsync(RunningHost host, TimeSpan time)
    {
        var random = new Random(6);
        int rounds = 0;
        using Cgroup stays = Cgroup.Create("stays");
        stays.StartHogs(3);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time && !host.Run.IsCompleted; rounds++) await RoundAsync(stays, random);
        return rounds;
    }

    private static async Task RoundAsync(Cgroup stays, Random random)
    {
        using Cgroup outer = Cgroup.Create("outer", random.Next(1, 10_000));
        using Cgroup inner = outer.Child("inner", random.Next(1, 1000));
        inner.StartHogs(2);
        inner.Set("cpu.max", $"{random.Next(20, 50) * 1000} {random.Next(2, 200) * 1000}");
        await Task.Delay(random.Next(50), TestContext.Current.CancellationToken);
        outer.Set("cpu.max", $"{random.Next(20, 50) * 1000} 100000");
        stays.Set("cpu.weight", $"{random.Next(1, 10_000)}");
        await Task.Delay(random.Next(300), TestContext.Current.CancellationToken);
        inner.MoveTo(stays);
        await Task.Delay(random.Next(50), TestContext.Current.CancellationToken);
        inner.StartHogs(1);
        stays.MoveTo(inner);
        outer.Set("cpu.max", "max");
        inner.Set("cpu.weight", $"{random.Next(1, 10_000)}");
        await Task.Delay(random.Next(50), TestContext.Current.CancellationToken);
        inner.MoveTo(stays);
        for (int excess = 3; excess > 0; excess--) stays.EndOne();
    }
}
