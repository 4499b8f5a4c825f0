using System.CommandLine;
using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext doctor</c>.</summary>
internal static class DoctorCommand
{
    internal static Command Create(HostConsole console)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("doctor", "Tells whether a scheduler could run here, what is in the way, and what running one would change.") { json };
        command.SetAction(parsed =>
        {
            PreflightReport report = Preflight.Check();
            Failure? failure = FailureReporter.BlockedBy(report, "no scheduler can run here");
            console.Out.Write(parsed.GetValue(json) ? HostJson.Line(DoctorReport.From(report, failure)) + "\n" : DoctorList.Format(report, console.Style));
            console.Out.Flush();
            return console.Report(failure);
        });
        return command;
    }
}
