using System.Diagnostics;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.ReferenceHost;

/// <summary>Where <c>./build.sh demo</c> runs on a machine that has sched_ext itself, which hosts of these tests need not have.</summary>
[Machine(Machines.TwoNodes)]
public sealed class DemoTests
{
    private static readonly string s_script = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "build.sh"));

    [Fact, EveryRunOn(Kernels.Newest)]
    public async Task Demo_KernelWithSchedExt_RunsOnIt() =>
        (await SaidAsync(s_script, "demo", "--where")).Should().Contain("Running on this kernel (").And.NotContain("virtual");

    [Fact, EveryRunOn(Kernels.Newest)]
    public async Task Demo_NotRoot_TakesAVirtualMachine() =>
        (await SaidAsync("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", s_script, "demo", "--where"))
            .Should().Contain("Running in a virtual machine").And.Contain("takes root");

    [Fact, EveryRunOn(Kernels.Newest)]
    public async Task Demo_AnotherSchedulerRuns_TakesAVirtualMachineAndNamesIt()
    {
        await using RunningHost other = await RunningHost.StartAsync(Selftest.Scheduler("global_fifo"));

        (await SaidAsync(s_script, "demo", "--where")).Should().Contain("Running in a virtual machine").And.Contain("the scheduler global_fifo");
    }

    [Fact, Soak]
    public async Task Demo_KernelWithSchedExt_SchedulesIt()
    {
        string said = await SaidAsync(s_script, "demo", "--no-publish", "--duration", "5");

        said.Should().Contain("Running on this kernel (").And.Contain("ai_numa runs").And.Contain("unregistered from user space");
        Kernel.SchedExt.State.Should().Be("disabled");
    }

    /// <summary>All that a command prints; it has to end well.</summary>
    private static async Task<string> SaidAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        process.ExitCode.Should().Be(0, errors);
        return errors + await output;
    }
}
