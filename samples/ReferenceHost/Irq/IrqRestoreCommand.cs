using System.CommandLine;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext irq restore</c>.</summary>
internal static class IrqRestoreCommand
{
    internal static Command Create(HostConsole console)
    {
        var options = new IrqOptions();
        Option<string?> state = IrqWatchCommand.StateOption();
        var command = new Command("restore", "Restores what a watch left behind that was killed. Needs root.") { options.Root, state, options.Json };
        command.SetAction(parsed =>
        {
            string directory = parsed.GetValue(state)!;
            IrqRestoreReport report = IrqProtector.Recover(new() { StateDirectory = directory, IrqFs = new ProcIrqFs(options.OpenRoot(parsed)) }, new WarningLog(console));
            console.Out.Write(parsed.GetValue(options.Json) ? HostJson.Line<IrqEvent>(RestoredEvent.From(report)) + "\n" : RestoreText.Format(report));
            console.Out.Flush();
            return console.Report(RestoreText.FailureOf(report, directory));
        });
        return command;
    }
}
