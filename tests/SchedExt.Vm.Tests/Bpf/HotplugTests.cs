using System.Globalization;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

[Machine(Machines.TwoNodes)]
public sealed class HotplugTests : IDisposable
{
    private const int LastCpu = 3;

    [Fact]
    public async Task CpuOffline_AiNumaUnderLoad_KeepsRunningAndTellsTheTopology()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        using (Load.Hogs(6, LastCpu))
        {
            Kernel.SetOnline(LastCpu, false);
            await Until.TrueAsync(() => host.Topologies.Count == 1, "the first topology");
            Kernel.SetOnline(LastCpu, true);
            await Until.TrueAsync(() => host.Topologies.Count == 2, "the second topology");
        }

        host.Topologies[0].Online.Should().Be(CpuSet.Parse("0-2"));
        host.Topologies[1].Online.Should().Be(CpuSet.Parse("0-3"));
        host.Starts.Should().ContainSingle("both callbacks are there, so nothing is loaded again");
        (await host.StopAsync()).IsError.Should().BeFalse();
    }

    [Fact]
    public async Task CpuOffline_WholeNode_KeepsRunning()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        using (Load.Hogs(6, 2, LastCpu))
        {
            Kernel.SetOnline(2, false);
            Kernel.SetOnline(LastCpu, false);
            await Task.Delay(3000, TestContext.Current.CancellationToken);
            Kernel.SetOnline(2, true);
            Kernel.SetOnline(LastCpu, true);
        }

        await Until.TrueAsync(() => host.Topologies.Count > 0 && host.Topologies[^1].Online == CpuSet.Parse("0-3"), "all CPUs back");
        host.Restarts.Should().BeEmpty();
        (await host.StopAsync()).IsError.Should().BeFalse();
    }

    /// <summary>Bug: a task that waited in a queue of which the only CPU for it went offline waited until that came back.</summary>
    [Fact]
    public async Task CpuOffline_TaskLosesItsOnlyCpuOfAQueue_RunsOnItsOtherOne()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        List<Hog> hogs = [];
        try
        {
            for (int i = 0; i < 3; i++) hogs.AddRange([Hog.Start("0-1"), Hog.Start("2-3")]);
            hogs.AddRange([Hog.Start("1-2"), Hog.Start("1-2")]);
            Hog[] both = [.. hogs.TakeLast(2)];
            foreach (Hog hog in both) scheduler.SetHome(hog.Pid, 0);
            await Task.Delay(500, TestContext.Current.CancellationToken);
            Kernel.SetOnline(1, false);

            TimeSpan[] had = await Hog.MeasureAsync(both, TimeSpan.FromSeconds(3));

            had.Should().OnlyContain(time => time > TimeSpan.Zero, "CPU 2 is left to them");
        }
        finally
        {
            Kernel.SetOnline(1, true);
            hogs.ForEach(hog => hog.Dispose());
        }
    }

    [Fact]
    public async Task Start_CpuOfflineBefore_TakesItInWhenItComes()
    {
        Kernel.SetOnline(LastCpu, false);
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        long before = scheduler.ReadStatistics().Nodes[1].Total;
        Kernel.SetOnline(LastCpu, true);
        Kernel.SetOnline(2, false);

        using (Load.Hogs(4))
            await Until.TrueAsync(() => scheduler.ReadStatistics().Nodes[1].Queue > before + 10, "work on the CPU that came");
    }

    [Fact]
    public async Task CpuOffline_ObjectWithoutCallbacks_RestartsWithTheNewTopology()
    {
        await using RunningHost host = await RunningHost.StartAsync(Selftest.Scheduler("global_fifo"));

        Kernel.SetOnline(LastCpu, false);
        await Until.TrueAsync(() => host.Starts.Count == 2, "the restart");

        SchedulerExit exit = host.Restarts.Should().ContainSingle().Which.Exit;
        exit.Kind.Should().Be(SchedulerExitKind.UnregisteredByKernel);
        exit.Code.Value.Should().Be(0x1000100000000);
        exit.Message.Should().Be($"cpu {LastCpu} going offline, exiting scheduler");
        host.Starts[1].Topology.Online.Should().Be(CpuSet.Parse("0-2"));
        Kernel.SchedExt.RunningScheduler.Should().Be("global_fifo");
    }

    [Fact]
    public async Task CpuOffline_StormOnObjectWithoutCallbacks_StaysWithinTheBudget()
    {
        await using RunningHost host = await RunningHost.StartAsync(Selftest.Scheduler("global_fifo"));

        for (int i = 0; i < 60 && !host.Run.IsCompleted; i++)
        {
            Kernel.SetOnline(LastCpu, i % 2 != 0);
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        SchedulerExit exit = await host.Run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        exit.RestartBudgetSpent.Should().BeTrue();
        host.Restarts.Should().HaveCount(5);
    }

    [Fact]
    public async Task CpuOffline_StormOnAiNuma_NeverRestartsNorEnds()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        using (Load.Hogs(6, LastCpu, LastCpu))
        {
            for (int i = 0; i < 20; i++) Kernel.SetOnline(LastCpu, i % 2 != 0);
        }

        host.Restarts.Should().BeEmpty();
        (await host.StopAsync()).IsError.Should().BeFalse();
    }

    /// <summary>Bug: a topology that could not be read, or not be handed on, ended the run; when it did not, it was not handed on again.</summary>
    [Fact, EveryRunOn(Kernels.Newest)]
    public async Task CpuOffline_TellingTheSchedulerFails_IsDoneAgain()
    {
        var scheduler = new FailsAtFirst();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);

        Kernel.SetOnline(LastCpu, false);
        await Until.TrueAsync(() => host.Topologies.Count == 1, "the topology");

        scheduler.Calls.Should().Be(2);
        host.Topologies[0].Online.Should().Be(CpuSet.Parse("0-2"));
        host.Starts.Should().ContainSingle();
        (await host.StopAsync()).IsError.Should().BeFalse();
    }

    /// <summary>
    /// Bug: who waited for a CPU to be gone was woken by that CPU, with its interrupts off, and a kick from there stayed in its list of
    /// interrupt work, which no interrupt ever emptied again: neither kicks nor memory for BPF came on that CPU, and it could hang on its
    /// way offline.
    /// </summary>
    [Theory, EveryRunOn(Kernels.Ends)]
    [InlineData("ai_numa")]
    [InlineData("weighted_vtime")]
    public async Task CpuOffline_TenTimes_ItsInterruptWorkIsStillDone(string name)
    {
        await using RunningHost host = await RunningHost.StartAsync(name == "ai_numa" ? new AiNumaScheduler() : Selftest.Scheduler(name));
        for (int i = 0; i < 10; i++)
        {
            Kernel.SetOnline(LastCpu, false);
            Kernel.SetOnline(LastCpu, true);

            // Two that share a CPU: it is kicked at each turn of theirs, by itself.
            using Load hogs = Load.Hogs(0, LastCpu, LastCpu);
            long before = InterruptWork(LastCpu);
            await Until.TrueAsync(() => InterruptWork(LastCpu) > before, $"interrupt work on the CPU that went and came for time {i + 1}");
        }
    }

    /// <summary>How often a CPU was interrupted for work that it had put off (<c>irq_work_queue()</c>), while all CPUs are online.</summary>
    private static long InterruptWork(int cpu)
    {
        string row = File.ReadLines("/proc/interrupts").Single(line => line.TrimStart().StartsWith("IWI:", StringComparison.Ordinal));
        return long.Parse(row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1 + cpu], CultureInfo.InvariantCulture);
    }

    private sealed class FailsAtFirst() : SchedulerObject("weighted_vtime", new SchedulerOptions())
    {
        internal int Calls { get; private set; }

        public override OpenBpfObject Open() => OpenBpfObject.OpenFile(Selftest.PathOf("weighted_vtime"));

        public override void OnTopologyChanged(NumaTopology topology)
        {
            if (++Calls == 1) throw new IOException("The first one.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int cpu = 1; cpu <= LastCpu; cpu++) Kernel.SetOnline(cpu, true);
    }
}
