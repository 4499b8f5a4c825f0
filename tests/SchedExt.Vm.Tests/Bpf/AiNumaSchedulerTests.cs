using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

[Machine(Machines.TwoNodes)]
public sealed class AiNumaSchedulerTests
{
    [Fact]
    public async Task RunAsync_Cancelled_ReturnsUnregistered()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        Kernel.SchedExt.Should().Match<SchedExtState>(state => state.State == "enabled" && state.RunningScheduler == "ai_numa");

        SchedulerExit exit = await host.StopAsync();

        exit.Kind.Should().Be(SchedulerExitKind.Unregistered);
        exit.Code.Value.Should().Be(0);
        exit.Reason.Should().Be("unregistered from user space");
        Kernel.SchedExt.State.Should().Be("disabled");
    }

    [Fact]
    public async Task ReadStatistics_UnderLoad_CountsEachNodeByItsId()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        using (Load.Hogs(6))
            await Until.TrueAsync(() => scheduler.ReadStatistics().Nodes.All(node => node.Queue > 10), "queue counts on every node");

        AiNumaStatistics statistics = scheduler.ReadStatistics();
        statistics.Nodes.Select(node => node.Id).Should().Equal(NumaTopology.Read(KernelRoot.Host).Nodes.Where(node => !node.IsCpuless).Select(node => node.Id));
        statistics.Total.Local.Should().BePositive("waking threads found idle CPUs before the load began");
    }

    [Fact]
    public async Task ReadStatistics_FullMachine_CountsSteals()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);

        using (Load.Hogs(6))
            await Until.TrueAsync(() => scheduler.ReadStatistics().Total.Steal > 0, "a steal");
    }

    [Fact]
    public async Task SetHome_NodeOne_ItsThreadsRunThere()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        scheduler.SetHome(Environment.ProcessId, node: 1);

        WakeupsOnNodeOne(() => { }).Should().BeGreaterThan(150, "an idle machine has an idle CPU at home for nearly each of 200 wake-ups");
    }

    /// <summary>Defect of a scheduler that takes a task to be at home where it last ran.</summary>
    [Fact]
    public async Task Home_MemoryOfNodeOneAlone_IsNodeOne()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());

        int there = WakeupsOnNodeOne(() =>
        {
            MemoryPolicy.BindTo(1);
            Thread.Sleep(1500); // policies are looked at once a second, when a thread wakes up
        });

        there.Should().BeGreaterThan(150, "its memory is there");
    }

    // A thread of its own, so that each sleep ends in a wake-up of this thread: pool threads hand work to one that still runs.
    private static int WakeupsOnNodeOne(Action first)
    {
        CpuSet node = NumaTopology.Read(KernelRoot.Host).FindNode(1)!.Cpus;
        int there = 0;
        var sleeper = new Thread(() =>
        {
            first();
            for (int i = 0; i < 200; i++)
            {
                Thread.Sleep(5);
                if (node.Contains(CurrentCpu.Number)) there++;
            }
        });
        sleeper.Start();
        sleeper.Join();
        return there;
    }

    [Fact]
    public async Task SetHome_UnknownNode_IsRefused()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);

        FluentActions.Invoking(() => scheduler.SetHome(Environment.ProcessId, node: 77)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*no NUMA node 77*");
    }

    [Fact]
    public void Configure_WatchdogTimeoutSet_IsInTheOpsTable()
    {
        var scheduler = new AiNumaScheduler(new() { WatchdogTimeout = TimeSpan.FromSeconds(3), ExitDumpLength = 4096 });
        using OpenBpfObject opened = scheduler.Open();

        scheduler.Configure(opened, NumaTopology.Read(KernelRoot.Host));

        opened.Ops.TimeoutMilliseconds.Should().Be(3000);
        opened.Ops.ExitDumpLength.Should().Be(4096);
        opened.Ops.Name.Should().Be("ai_numa");
    }
}
