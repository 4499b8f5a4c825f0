using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

[Machine(Machines.TwoNodes)]
public sealed class StartFailureTests
{
    [Fact]
    public async Task RunAsync_VerifierRefuses_ThrowsWithWholeLogAndTheLineThatMatters()
    {
        await using var host = new BpfSchedulerHost(Selftest.Scheduler("refused_fail"));

        Func<Task> run = () => host.RunAsync(TestContext.Current.CancellationToken);

        BpfVerifierException refused = (await run.Should().ThrowAsync<BpfVerifierException>()).Which;
        refused.Program.Should().Be("refused_dispatch");
        refused.Summary.Should().Contain("invalid mem access 'trusted_ptr_or_null_'").And.Contain("prev->pid == cpu");
        refused.Log.Should().Contain("processed ").And.Contain("R1");
    }

    [Fact]
    public async Task RunAsync_AnotherSchedulerRuns_ThrowsBusyWithItsName()
    {
        await using RunningHost first = await RunningHost.StartAsync(Selftest.Scheduler("global_fifo"));
        await using var second = new BpfSchedulerHost(new AiNumaScheduler());

        Func<Task> run = () => second.RunAsync(TestContext.Current.CancellationToken);

        (await run.Should().ThrowAsync<SchedulerBusyException>()).Which.RunningScheduler.Should().Be("global_fifo");
        Preflight.Check().Blocking.Should().ContainSingle().Which.Cause.Should().Be(PreflightCause.Busy);
        Kernel.SchedExt.RunningScheduler.Should().Be("global_fifo", "the running one is left alone");
    }

    [Fact]
    public void Check_ThisMachine_IsNotBlocked() => Preflight.Check().Blocking.Should().BeEmpty();
}
