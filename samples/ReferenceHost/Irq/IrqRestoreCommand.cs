using System.CommandLine;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext irq restore</c>.</summary>
internal static class IrqRestoreCommand
{
    internal static Command Create(HostConsole console)
    {
        var options = new IrqOptions();
        Option<string> state = IrqWatchCommand.StateOption();
        var command = new Command("restore", "Restores what a watch left behind that was killed. Needs root.") { options.Root, state, options.Json };
        command.SetAction(parsed =>
        {
            IrqRestoreReport report = IrqProtector.Recover(new() { StateDirectory = parsed.GetValue(state)!, IrqFs = new ProcIrqFs(options.OpenRoot(parsed)) });
            console.Out.Write(parsed.GetValue(options.Json) ? HostJson.Line<IrqEvent>(RestoredEvent.From(report)) + "\n" : RestoreText.Format(report));
            return (int)(report.IsComplete ? ExitStatus.Done : ExitStatus.Failed);
        });
        return command;
    }
}
