using System.Diagnostics;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>Cgroups that are made, weighted, limited, filled, emptied and removed under load.</summary>
[Machine(Machines.TwoNodes)]
public sealed class CgroupChurnTests
{
    [Fact]
    public Task RunAsync_CgroupsComeAndGo_NeverEjected() => HoldsAsync(TimeSpan.FromSeconds(30));

    [Fact, Soak]
    public Task RunAsync_CgroupsComeAndGoTenMinutes_NeverEjected() => HoldsAsync(TimeSpan.FromMinutes(10));

    private static async Task HoldsAsync(TimeSpan time)
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler(new() { CpuLimits = CpuLimitPolicy.Accept }));
        var random = new Random(6);
        var clock = Stopwatch.StartNew();
        int rounds = 0;
        using (Cgroup stays = Cgroup.Create("stays"))
        {
            stays.StartHogs(3);
            for (; clock.Elapsed < time && !host.Run.IsCompleted; rounds++) await RoundAsync(stays, random);
        }

        host.Run.IsCompleted.Should().BeFalse("it must not end by itself, but: {0}", host.Run.IsCompleted ? await host.Run : null);
        (await host.StopAsync()).Kind.Should().Be(SchedulerExitKind.Unregistered);
        rounds.Should().BePositive("each move of a process waits for a grace period, so rounds are few");
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
