using System.Diagnostics;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.ReferenceHost;

[Machine(Machines.TwoNodes), EveryRunOn(Kernels.Newest)]
public sealed class RunTests
{
    [Fact]
    public async Task Run_SigKill_KernelFallsBackAndANewRunWorksAtOnce()
    {
        using HostProcess first = await HostProcess.RunningAsync();
        Kernel.SchedExt.RunningScheduler.Should().Be("ai_numa");

        first.Signal(HostProcess.SigKill);
        await first.ExitStatusAsync();

        using HostProcess second = await HostProcess.RunningAsync();
        second.Has("running").Should().BeTrue(second.Errors);
        second.Signal(HostProcess.SigInt);
        (await second.ExitStatusAsync()).Should().Be(0);
        Kernel.SchedExt.State.Should().Be("disabled");
    }

    [Theory]
    [InlineData(HostProcess.SigInt)]
    [InlineData(HostProcess.SigTerm)]
    public async Task Run_Signal_DetachesPrintsTheExitAndEndsWithZero(int signal)
    {
        using HostProcess host = await HostProcess.RunningAsync("--interval", "1");

        var clock = Stopwatch.StartNew();
        host.Signal(signal);

        (await host.ExitStatusAsync()).Should().Be(0, host.Errors);
        TimeSpan took = clock.Elapsed;
        TestContext.Current.TestOutputHelper!.WriteLine($"ended after {took.TotalMilliseconds:0} ms");
        took.Should().BeLessThan(TimeSpan.FromSeconds(1));
        host.Line("exit").GetProperty("kind").GetString().Should().Be("Unregistered");
        host.Line("exit").GetProperty("code").GetInt64().Should().Be(0);
        Kernel.SchedExt.State.Should().Be("disabled");
    }

    [Fact]
    public async Task Run_Duration_PrintsStatisticsOfEachNodeAndEnds()
    {
        using HostProcess host = HostProcess.Started("--duration", "3", "--interval", "1");

        (await host.ExitStatusAsync()).Should().Be(0, host.Errors);
        host.Line("running").GetProperty("scheduler").GetString().Should().Be("ai_numa");
        host.Line("stats").GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetInt32()).Should().Equal(0, 1);
    }

    [Fact]
    public async Task Run_AnotherSchedulerRuns_EndsWithFiveAndItsName()
    {
        await using RunningHost other = await RunningHost.StartAsync(Selftest.Scheduler("global_fifo"));

        using HostProcess host = HostProcess.Started();

        (await host.ExitStatusAsync()).Should().Be(5);
        host.Errors.Should().Contain("global_fifo").And.NotContain("\n", "a failure is one line");
    }

    [Fact]
    public async Task Run_Ejected_EndsWithSixAndNamesTheDump()
    {
        using HostProcess host = HostProcess.Started("--object", Selftest.PathOf("misplaced_pinned"), "--timeout-ms", "1000");
        using (Load.Hogs(8, 0, 1, 2, 3))
            await Until.TrueAsync(() => host.Has("exit"), "the ejection");

        (await host.ExitStatusAsync()).Should().Be(6);
        host.Line("exit").GetProperty("kind").GetString().Should().Be("ErrorStall");
        host.Errors.Should().Contain("runnable task stall").And.NotContain("\n", "a failure is one line");
        string dump = host.Line("exit").GetProperty("dumpFile").GetString()!;
        host.Errors.Should().EndWith($"; its dump is in {dump}.");
        File.ReadAllText(dump).Should().Contain("runnable task stall");
        File.Delete(dump);
    }

    [Fact]
    public async Task Run_VerifierRefuses_EndsWithOneTheLineThatMattersAndTheLogKept()
    {
        using HostProcess host = HostProcess.Started("--object", Selftest.PathOf("refused_fail"));

        (await host.ExitStatusAsync()).Should().Be(1);
        host.Errors.Should().Contain("refused_dispatch").And.Contain("trusted_ptr_or_null_").And.NotContain("\n");
        string log = host.Errors.Split("its whole log is in ")[1].TrimEnd('.');
        File.ReadAllText(log).Should().Contain("trusted_ptr_or_null_").And.Contain("processed ", "it is whole");
        File.Delete(log);
    }
}
