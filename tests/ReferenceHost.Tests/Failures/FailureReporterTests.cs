using SchedExt.Bpf;

namespace SchedExt.ReferenceHost.Tests.Failures;

public sealed class FailureReporterTests : IDisposable
{
    private static readonly PreflightCheck s_kernel = new("sched_ext", PreflightStatus.Failed, "kernel 6.1 does not have it.", "Boot a newer one.");
    private static readonly PreflightCheck s_privileges = new("privileges", PreflightStatus.Failed, "CAP_BPF is missing.", "Run as root.", PreflightCause.Privileges);
    private static readonly PreflightCheck s_other = new("other scheduler", PreflightStatus.Failed, "'scx_x' is running.", "Stop it first.", PreflightCause.Busy);
    private static readonly PreflightCheck s_passed = new("BTF", PreflightStatus.Passed, "fine.");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void ExplainStart_OtherScheduler_NamesIt() =>
        Reporter().ExplainStart(new SchedulerBusyException("ai_numa", "scx_x")).Should().Be(
            new Failure(ExitStatus.Busy, "the scheduler 'scx_x' is running, and the kernel takes one at a time (EBUSY). Stop 'scx_x' first."));

    [Fact]
    public void ExplainStart_NoPrivileges_SaysWhichAndHow() =>
        Reporter(s_privileges).ExplainStart(Failed(BpfErrorKind.Permission, 1)).Should().Be(
            new Failure(ExitStatus.Privileges, "cannot load 'ai_numa' (EPERM): privileges: CAP_BPF is missing. Run as root."));

    [Fact]
    public void ExplainStart_NoPrivilegesOnKernelThatCannot_NamesTheKernel() =>
        Reporter(s_privileges, s_kernel).ExplainStart(Failed(BpfErrorKind.Permission, 1)).Status.Should().Be(ExitStatus.Machine);

    [Theory]
    [InlineData(BpfErrorKind.Permission, ExitStatus.Privileges)]
    [InlineData(BpfErrorKind.NotSupported, ExitStatus.Machine)]
    [InlineData(BpfErrorKind.Busy, ExitStatus.Busy)]
    [InlineData(BpfErrorKind.Memory, ExitStatus.Failed)]
    [InlineData(BpfErrorKind.InvalidValue, ExitStatus.Failed)]
    public void ExplainStart_NothingInTheWay_GoesByTheKind(BpfErrorKind kind, object status) =>
        Reporter().ExplainStart(Failed(kind, 22)).Should().Be(new Failure((ExitStatus)status, "load 'ai_numa': it failed. libbpf said: no."));

    [Fact]
    public void ExplainStart_InvalidObject_DoesNotAskThePreflight() =>
        Reporter(s_kernel).ExplainStart(Failed(BpfErrorKind.InvalidObject, 0)).Status.Should().Be(ExitStatus.Failed);

    [Fact]
    public void ExplainStart_Refused_KeepsTheWholeLogAndShowsTheLineThatMatters()
    {
        const string Log = "0: R1=ctx() R10=fp0\n; return *p; @ broken.bpf.c:21\n7: (79) r1 = *(u64 *)(r1 +0)\nR1 invalid mem access 'scalar'\nprocessed 8 insns\n";

        Failure failure = Reporter().ExplainStart(new BpfVerifierException("broken.bpf.o", "broken_enqueue", Log, 13));

        string file = Directory.GetFiles(_directory.FullPath).Should().ContainSingle().Which;
        failure.Should().Be(new Failure(
            ExitStatus.Failed,
            "load 'broken.bpf.o': EACCES: the kernel's verifier refused program 'broken_enqueue': R1 invalid mem access 'scalar' "
            + $"(at: return *p; @ broken.bpf.c:21); its whole log is in {file}."));
        File.ReadAllText(file).Should().Be(Log);
        File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Bug: without the JIT the verifier refuses what is in order, and nothing said what to do.</summary>
    [Fact]
    public void ExplainStart_VerifierOfAKernelWithoutTheJit_NamesTheKernel() =>
        Reporter(s_kernel).ExplainStart(new BpfVerifierException("ai_numa", "ai_numa_init", "JIT is required for calling kernel function", 524)).Should().Be(
            new Failure(ExitStatus.Machine, "cannot load 'ai_numa' (ENOTSUPP): " + s_kernel));

    [Fact]
    public void ExplainStart_LogCannotBeKept_SaysWhy()
    {
        var reporter = new FailureReporter(new StateDirectory("/proc/none"), () => new PreflightReport([]));

        Failure failure = reporter.ExplainStart(new BpfVerifierException("broken.bpf.o", "", "bad", 13));

        failure.Sentence.Should().StartWith("load 'broken.bpf.o': EACCES: the kernel's verifier refused a program: bad; its whole log could not be kept: ");
    }

    [Fact]
    public void ExplainStart_EndedBeforeItRan_IsAnEjectionWithItsDump()
    {
        var exit = new SchedulerExit(SchedulerExitKind.Error, default, "runtime error", "ops.init() failed (-12)", "the dump");

        Failure failure = Reporter().ExplainStart(new SchedulerRejectedException("mine", exit));

        string file = Directory.GetFiles(_directory.FullPath, "*.dump").Should().ContainSingle().Which;
        failure.Should().Be(new Failure(ExitStatus.Ejected, $"the kernel ejected 'mine': Error: runtime error: ops.init() failed (-12); its dump is in {file}."));
    }

    [Fact]
    public void ExplainStart_NoLibbpf_IsTheMachines() =>
        Reporter().ExplainStart(new LibbpfNotFoundException(["/a/libbpf.so: no such file"])).Status.Should().Be(ExitStatus.Machine);

    [Fact]
    public void Explain_AnythingElse_IsOneLineWithoutAStackTrace() =>
        FailureReporter.Explain(new InvalidOperationException("first\n  second")).Should().Be(
            new Failure(ExitStatus.Failed, "unexpected InvalidOperationException: first second"));

    [Theory]
    [InlineData(SchedulerExitKind.Unregistered)]
    [InlineData(SchedulerExitKind.UnregisteredByBpf)]
    [InlineData(SchedulerExitKind.SysRq)]
    public void Explain_EndThatSomebodyAskedFor_IsNone(SchedulerExitKind kind) =>
        FailureReporter.Explain("ai_numa", Exit(kind), stopped: false, dump: null).Should().BeNull();

    [Fact]
    public void Explain_HotplugWhileStopping_IsNone() =>
        FailureReporter.Explain("ai_numa", Exit(SchedulerExitKind.UnregisteredByKernel), stopped: true, dump: null).Should().BeNull();

    [Theory]
    [InlineData(SchedulerExitKind.ErrorStall, true)]
    [InlineData(SchedulerExitKind.Error, false)]
    [InlineData(SchedulerExitKind.UnregisteredByKernel, false)]
    [InlineData(SchedulerExitKind.Unrecorded, false)]
    public void Explain_KernelEndedIt_IsAnEjection(SchedulerExitKind kind, bool stopped)
    {
        Failure? failure = FailureReporter.Explain("ai_numa", Exit(kind), stopped, new KeptFile("/tmp/x.dump"));

        failure.Should().Be(new Failure(ExitStatus.Ejected, $"the kernel ejected 'ai_numa': {kind}: why; its dump is in /tmp/x.dump."));
    }

    [Fact]
    public void Explain_BudgetSpent_SaysSo()
    {
        SchedulerExit exit = Exit(SchedulerExitKind.UnregisteredByKernel) with { RestartBudgetSpent = true };

        Failure? failure = FailureReporter.Explain("ai_numa", exit, stopped: false, dump: null);

        failure!.Status.Should().Be(ExitStatus.Ejected);
        failure.Sentence.Should().StartWith("ai_numa was not started again after UnregisteredByKernel: why: it needed too many restarts in a short time.");
    }

    [Fact]
    public void BlockedBy_SeveralCauses_TakesTheOneThatTheOthersDependOn()
    {
        static ExitStatus? Status(params PreflightCheck[] checks) => FailureReporter.BlockedBy(new PreflightReport(checks), "no")?.Status;

        Status(s_passed).Should().BeNull();
        Status(s_other).Should().Be(ExitStatus.Busy);
        Status(s_other, s_privileges).Should().Be(ExitStatus.Privileges);
        Status(s_other, s_privileges, s_kernel).Should().Be(ExitStatus.Machine);
    }

    private FailureReporter Reporter(params PreflightCheck[] checks) => new(new StateDirectory(_directory.FullPath), () => new PreflightReport([s_passed, .. checks]));

    private static BpfException Failed(BpfErrorKind kind, int errno) => new(kind, "load", "ai_numa", errno, "load 'ai_numa': it failed.\nlibbpf said: no.");

    private static SchedulerExit Exit(SchedulerExitKind kind) => new(kind, default, "why", "", "");
}
