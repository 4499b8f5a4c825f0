using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>Running long and starting often leaves nothing behind: no memory, no descriptors, no BPF maps or programs.</summary>
[Machine(Machines.TwoNodes)]
public sealed class NoGrowthTests
{
    private const int TolerancePercent = 10;

    /// <summary>Descriptors that the runtime may open for itself meanwhile: some for each thread of its pool.</summary>
    private const int OfTheRuntime = 6;

    /// <summary>Not the memory: the runtime takes its first few starts to settle.</summary>
    [Fact, EveryRunOn(Kernels.Newest)]
    public async Task RunAsync_SevenStartsAndStops_LeaveNothingInTheKernel() => await StartAndStopAsync(warmUp: 2, starts: 5);

    [Fact, Soak]
    public async Task RunAsync_TwoHundredStartsAndStops_LeaveNothing()
    {
        (Footprint before, Footprint after) = await StartAndStopAsync(warmUp: 40, starts: 200);

        after.AnonymousKilobytes.Should().BeLessThanOrEqualTo(before.AnonymousKilobytes * (100 + TolerancePercent) / 100);
    }

    [Fact, Soak]
    public async Task Run_TenMinutesUnderLoad_DoesNotGrow()
    {
        using HostProcess host = await HostProcess.RunningAsync("--interval", "1");
        using Load load = Load.Hogs(8, 0, 1, 2, 3);
        await Task.Delay(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Footprint before = Footprint.Of(host.Id);
        (int programs, int maps) = (BpfIds.Programs, BpfIds.Maps);

        await Task.Delay(TimeSpan.FromMinutes(8), TestContext.Current.CancellationToken);

        Footprint after = Footprint.Of(host.Id);
        TestContext.Current.SendDiagnosticMessage("ten minutes of running: {0}, then {1}", before, after);
        host.Has("exit").Should().BeFalse();
        after.Descriptors.Should().Be(before.Descriptors);
        after.AnonymousKilobytes.Should().BeLessThanOrEqualTo(before.AnonymousKilobytes * (100 + TolerancePercent) / 100);
        (BpfIds.Programs, BpfIds.Maps).Should().Be((programs, maps));
        host.Signal(HostProcess.SigInt);
        (await host.ExitStatusAsync()).Should().Be(0);
    }

    private static async Task<(Footprint Before, Footprint After)> StartAndStopAsync(int warmUp, int starts)
    {
        for (int i = 0; i < warmUp; i++) await StartAndStopAsync();
        (Footprint before, int programs, int maps) = (Collected(), BpfIds.Programs, BpfIds.Maps);

        for (int i = 0; i < starts; i++) await StartAndStopAsync();

        await Until.TrueAsync(() => BpfIds.Programs <= programs && BpfIds.Maps <= maps, "the kernel to free programs and maps");
        Footprint after = Collected();
        TestContext.Current.SendDiagnosticMessage("{0} starts and stops: {1}, then {2}", starts, before, after);
        after.Descriptors.Should().BeLessThanOrEqualTo(before.Descriptors + OfTheRuntime, "no start may leave one");
        return (before, after);
    }

    private static async Task StartAndStopAsync()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        (await host.StopAsync()).Kind.Should().Be(SchedulerExitKind.Unregistered);
    }

    private static Footprint Collected()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return Footprint.Of(Environment.ProcessId);
    }
}
