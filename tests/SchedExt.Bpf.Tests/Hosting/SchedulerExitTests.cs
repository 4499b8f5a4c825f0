namespace SchedExt.Bpf.Tests;

public sealed class SchedulerExitTests
{
    private const long Restart = 1L << 48, Hotplug = 1L << 32;

    /// <summary>Only the kernel and the program may ask; an operator, an error and a plain stop do not, whatever the code says.</summary>
    [Theory]
    [InlineData(SchedulerExitKind.UnregisteredByKernel, Restart | Hotplug, true)]
    [InlineData(SchedulerExitKind.UnregisteredByKernel, Restart, true)]
    [InlineData(SchedulerExitKind.UnregisteredByBpf, Restart, true)]
    [InlineData(SchedulerExitKind.UnregisteredByBpf, Restart | 5, true)]
    [InlineData(SchedulerExitKind.UnregisteredByKernel, Hotplug, false)]
    [InlineData(SchedulerExitKind.UnregisteredByBpf, 1, false)]
    [InlineData(SchedulerExitKind.UnregisteredByBpf, 2L << 48, false)]
    [InlineData(SchedulerExitKind.Unregistered, Restart, false)]
    [InlineData(SchedulerExitKind.Unrecorded, Restart, false)]
    [InlineData(SchedulerExitKind.SysRq, Restart, false)]
    [InlineData(SchedulerExitKind.Parent, Restart, false)]
    [InlineData(SchedulerExitKind.Error, Restart, false)]
    [InlineData(SchedulerExitKind.ErrorBpf, Restart, false)]
    [InlineData(SchedulerExitKind.ErrorStall, Restart, false)]
    public void AsksForRestart_KindAndCode_Decide(SchedulerExitKind kind, long code, bool asks) =>
        new SchedulerExit(kind, new(code), "", "", "").AsksForRestart.Should().Be(asks);

    [Fact]
    public void IsError_Kinds_AreThoseFromErrorOn()
    {
        IEnumerable<SchedulerExitKind> errors = Enum.GetValues<SchedulerExitKind>().Where(kind => new SchedulerExit(kind, default, "", "", "").IsError);

        errors.Should().BeEquivalentTo([SchedulerExitKind.Error, SchedulerExitKind.ErrorBpf, SchedulerExitKind.ErrorStall]);
    }

    [Theory]
    [InlineData(SchedulerExitKind.ErrorStall, 0, "runnable task stall", "rank1[42] failed to run for 10.1s", false, "ErrorStall: runnable task stall: rank1[42] failed to run for 10.1s")]
    [InlineData(SchedulerExitKind.Unregistered, 0, "unregistered from user space", "", false, "Unregistered: unregistered from user space")]
    [InlineData(SchedulerExitKind.UnregisteredByBpf, 5, "unregistered from BPF", "done", false, "UnregisteredByBpf: unregistered from BPF: done, code 5")]
    [InlineData(SchedulerExitKind.UnregisteredByKernel, Restart | Hotplug, "unregistered from the main kernel", "cpu 3 going offline", true,
        "UnregisteredByKernel: unregistered from the main kernel: cpu 3 going offline, code 0x1000100000000 (Restart, Hotplug); not restarted, too many restarts in a short time")]
    public void ToString_Exit_TellsKindReasonMessageAndCode(SchedulerExitKind kind, long code, string reason, string message, bool spent, string text) =>
        new SchedulerExit(kind, new(code), reason, message, "a long dump") { RestartBudgetSpent = spent }.ToString().Should().Be(text);

    [Fact]
    public void Kinds_Numbers_AreTheKernels() => ((int[])[64, 65, 66, 67, 68, 1024, 1025, 1026]).Select(number => ((SchedulerExitKind)number).ToString())
        .Should().Equal("Unregistered", "UnregisteredByBpf", "UnregisteredByKernel", "SysRq", "Parent", "Error", "ErrorBpf", "ErrorStall");
}
