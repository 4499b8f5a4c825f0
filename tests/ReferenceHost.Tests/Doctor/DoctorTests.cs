using SchedExt.Bpf;

namespace SchedExt.ReferenceHost.Tests.Doctor;

public class DoctorTests
{
    private static readonly PreflightReport s_blocked = new(
    [
        new("BTF", PreflightStatus.Passed, "the kernel describes its types."),
        new("BPF JIT", PreflightStatus.Failed, "it is off.", "Turn it on."),
        new("CPU limits", PreflightStatus.Warning, "2 cgroups are not limited: /a (1 2)."),
        new("privileges", PreflightStatus.Unknown, "they cannot be read."),
    ]);

    [Fact]
    public void List_EachFailedLine_SaysHowToMendIt() => DoctorList.Format(s_blocked, TextStyle.Plain).Should().Be("""
           ok  BTF         the kernel describes its types.
         FAIL  BPF JIT     it is off.
                           → Turn it on.
         note  CPU limits  2 cgroups are not limited: /a (1 2).
            ?  privileges  they cannot be read.

        """);

    [Fact]
    public void List_NothingFailed_SaysThatASchedulerCanRun() =>
        DoctorList.Format(new PreflightReport([s_blocked.Checks[0]]), TextStyle.Plain).Should().EndWith("\nA scheduler can run here.\n");

    [Fact]
    public void Json_HasEachCheck() => HostJson.Line(DoctorReport.From(s_blocked, FailureReporter.BlockedBy(s_blocked, "no"))).Should().Be(
        """{"canRun":false,"status":3,"checks":[{"name":"BTF","status":"passed","message":"the kernel describes its types."},"""
        + """{"name":"BPF JIT","status":"failed","message":"it is off.","remedy":"Turn it on."},"""
        + """{"name":"CPU limits","status":"warning","message":"2 cgroups are not limited: /a (1 2)."},"""
        + """{"name":"privileges","status":"unknown","message":"they cannot be read."}]}""");

    [Fact]
    public async Task Doctor_ThisMachine_EndsWithTheStatusOfItsReport()
    {
        var console = new TestConsole();
        PreflightReport report = Preflight.Check();

        int status = await console.RunAsync("doctor");

        status.Should().Be((int)(FailureReporter.BlockedBy(report, "")?.Status ?? ExitStatus.Done));
        console.Error.Count(letter => letter == '\n').Should().Be(report.IsBlocked ? 1 : 0);
        console.Out.Should().Be(DoctorList.Format(report, TextStyle.Plain));
    }
}
