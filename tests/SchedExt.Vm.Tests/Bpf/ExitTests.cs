using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

[Machine(Machines.TwoNodes), EveryRunOn(Kernels.Ends)]
public sealed class ExitTests
{
    private const uint FromInit = 1, FromInitTask = 2, FromEnqueue = 3, FromDispatch = 4, FailInit = 5, ErrorFromDispatch = 6, BogusQueue = 7;

    [Theory]
    [InlineData(FromEnqueue)]
    [InlineData(FromDispatch)]
    public async Task RunAsync_ProgramLeavesWithCode_ReturnsKindCodeAndMessage(uint point)
    {
        await using var host = new BpfSchedulerHost(Selftest.Scheduler("exit_on_demand", ("exit_point", point), ("exit_code", 0x2a)));

        // The kernel may still be starting when the program leaves; both answers carry the same exit.
        SchedulerExit exit = await RunToExitAsync(host);

        exit.Kind.Should().Be(SchedulerExitKind.UnregisteredByBpf);
        exit.Code.User.Should().Be(0x2a);
        exit.Reason.Should().Be("unregistered from BPF");
        exit.Message.Should().Be($"left from point {point}");
        exit.IsError.Should().BeFalse();
    }

    [Theory]
    [InlineData(FromInit)]
    [InlineData(FromInitTask)]
    public async Task RunAsync_ProgramLeavesDuringStart_ThrowsRejected(uint point)
    {
        await using var host = new BpfSchedulerHost(Selftest.Scheduler("exit_on_demand", ("exit_point", point), ("exit_code", 7)));

        Func<Task> run = () => host.RunAsync(TestContext.Current.CancellationToken);

        SchedulerExit exit = (await run.Should().ThrowAsync<SchedulerRejectedException>()).Which.Exit;
        exit.Kind.Should().Be(SchedulerExitKind.UnregisteredByBpf);
        exit.Code.Value.Should().Be(7);
        await host.Awaiting(waiting => waiting.WaitUntilRunningAsync()).Should().ThrowAsync<SchedulerRejectedException>();
        Kernel.SchedExt.State.Should().Be("disabled");
    }

    [Fact]
    public async Task RunAsync_InitFails_ThrowsRejectedAlthoughAttachSucceeded()
    {
        await using var host = new BpfSchedulerHost(Selftest.Scheduler("exit_on_demand", ("exit_point", FailInit)));

        Func<Task> run = () => host.RunAsync(TestContext.Current.CancellationToken);

        SchedulerExit exit = (await run.Should().ThrowAsync<SchedulerRejectedException>()).Which.Exit;
        exit.Kind.Should().Be(SchedulerExitKind.Error);
        exit.Message.Should().Contain("init() failed (-22)");
    }

    [Fact]
    public async Task RunAsync_ProgramReportsError_ReturnsErrorWithDump()
    {
        await using var host = new BpfSchedulerHost(Selftest.Scheduler("exit_on_demand", ("exit_point", ErrorFromDispatch)));

        SchedulerExit exit = await RunToExitAsync(host);

        exit.Kind.Should().Be(SchedulerExitKind.ErrorBpf);
        exit.Message.Should().StartWith("error from CPU ");
        exit.Dump.Should().Contain("CPU states").And.Contain("triggered exit kind 1025");
    }

    [Fact]
    public async Task RunAsync_UnknownQueue_ReturnsErrorOfTheKernel()
    {
        await using var host = new BpfSchedulerHost(Selftest.Scheduler("exit_on_demand", ("exit_point", BogusQueue)));

        SchedulerExit exit = await RunToExitAsync(host);

        exit.Kind.Should().Be(SchedulerExitKind.Error);
        exit.Message.Should().Contain("0xbad");
    }

    [Fact]
    public async Task RunAsync_RestartCode_RestartsWithinTheBudgetThenStops()
    {
        const long RestartForHotplug = 0x1000100000000;
        BpfSchedulerHostOptions quick = new() { RestartBudget = 3, FirstRestartDelay = TimeSpan.FromMilliseconds(1) };
        await using var host = new BpfSchedulerHost(
            Selftest.Scheduler("exit_on_demand", ("exit_point", FromDispatch), ("exit_code", RestartForHotplug)), options: quick);
        List<SchedulerRestart> restarts = [];
        host.Restarting += restarts.Add;

        SchedulerExit exit = await host.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        exit.RestartBudgetSpent.Should().BeTrue();
        exit.Code.Action.Should().Be(SchedulerExitAction.Restart);
        exit.Code.Reason.Should().Be(SchedulerExitReason.Hotplug);
        restarts.Select(restart => restart.Delay.TotalMilliseconds).Should().Equal(1, 2, 4);
        Kernel.SchedExt.State.Should().Be("disabled");
    }

    [Fact]
    public async Task RunAsync_SysRq_ReturnsSysRqAndDoesNotRestart()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());

        File.WriteAllText("/proc/sysrq-trigger", "S");

        SchedulerExit exit = await host.Run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        exit.Kind.Should().Be(SchedulerExitKind.SysRq);
        host.Restarts.Should().BeEmpty();
    }

    private static async Task<SchedulerExit> RunToExitAsync(BpfSchedulerHost host)
    {
        try
        {
            return await host.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
        catch (SchedulerRejectedException rejected)
        {
            return rejected.Exit;
        }
    }
}
