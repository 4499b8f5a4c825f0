using System.Diagnostics;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.ReferenceHost;

/// <summary>The published host, as it is by default, under loads that eject lesser schedulers: <c>NoStarvationTests</c> shows that they do.</summary>
[Machine(Machines.TwoNodes)]
public sealed class StressTests
{
    private const string Churn = "--cpu 8 --affinity 2 --affinity-rand --switch 2 --fork 2";
    private const string Pinned = "--affinity 2 --affinity-pin";

    /// <summary>Everything at once, since every run has half a minute for it; soak takes the loads apart.</summary>
    [Fact]
    public Task Run_HalfAMinuteUnderEveryLoad_NeverEjected() => HoldsAsync(TimeSpan.FromSeconds(30), () => [Load.Stress(Churn), Load.Stress(Pinned), PinnedBesideHogs()]);

    [Fact, Soak]
    public Task Run_TenMinutesUnderStressors_NeverEjected() => HoldsAsync(TimeSpan.FromMinutes(10), () => [Load.Stress(Churn), Load.Stress(Pinned)]);

    [Fact, Soak]
    public Task Run_TenMinutesOfPinnedBesideHogs_NeverEjected() => HoldsAsync(TimeSpan.FromMinutes(10), () => [PinnedBesideHogs()]);

    private static Load PinnedBesideHogs() => Load.Hogs(8, 0, 1, 2, 3);

    private static async Task HoldsAsync(TimeSpan time, Func<Load[]> start)
    {
        var log = new KernelLog();
        using HostProcess host = await HostProcess.RunningAsync("--interval", "5");
        Load[] loads = start();
        try
        {
            await DisturbAsync(host, time);
        }
        finally
        {
            foreach (Load load in loads) load.Dispose();
        }

        KeepDumps();
        host.Has("exit").Should().BeFalse(host.Errors);
        host.Has("restart").Should().BeFalse("ai_numa follows hotplug");
        host.Has("topology").Should().BeTrue();
        host.Signal(HostProcess.SigInt);
        (await host.ExitStatusAsync()).Should().Be(0, host.Errors);
        host.Line("exit").GetProperty("kind").GetString().Should().Be("Unregistered");
        log.Complaints().Should().BeEmpty();
    }

    /// <summary>What the kernel dumped at an ejection would go with the guest, and is all that there is to learn from.</summary>
    private static void KeepDumps()
    {
        foreach (string dump in Directory.GetFiles(Path.GetTempPath(), "schedext-*.dump"))
            File.Copy(dump, Path.Combine(Environment.GetEnvironmentVariable("SCHEDEXT_VM_OUT")!, Path.GetFileName(dump)), overwrite: true);
    }

    /// <summary>Takes a CPU offline or back every five seconds, each in turn but the one that cannot go.</summary>
    private static async Task DisturbAsync(HostProcess host, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        int cpu = 3;
        bool online = true;
        while ((clock.Elapsed < time || !online) && !host.Has("exit"))
        {
            await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            online = !online;
            Kernel.SetOnline(cpu, online);
            if (online) cpu = cpu == 1 ? 3 : cpu - 1;
        }

        if (!online) Kernel.SetOnline(cpu, true);
    }
}
