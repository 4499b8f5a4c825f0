using System.CommandLine;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext irq list</c>.</summary>
internal static class IrqListCommand
{
    internal static Command Create(HostConsole console)
    {
        var options = new IrqOptions();
        Option<IrqSort?> sort = IrqOptions.SortOption(IrqSort.Irq);
        var command = new Command("list", "Lists the interrupts by device, with their affinities and counts, and how busy each CPU is with them.") { options.Root, sort, options.Json };
        command.SetAction(parsed =>
        {
            IrqSnapshot snapshot = options.ReadSnapshot(parsed);
            bool byCount = parsed.GetValue(sort) == IrqSort.Count;
            console.Out.Write(parsed.GetValue(options.Json) ? HostJson.Line(IrqListReport.From(snapshot)) + "\n" : IrqTable.Format(snapshot, byCount, console.Style));
            return (int)ExitStatus.Done;
        });
        return command;
    }
}
