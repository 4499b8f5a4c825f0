using System.CommandLine;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext irq audit</c>.</summary>
internal static class IrqAuditCommand
{
    internal static Command Create(HostConsole console)
    {
        var options = new IrqOptions("The CPUs to look at, such as 0-3,8. Without it: all that are online.");
        Option<TimeSpan?> duration = OptionValues.Seconds("--duration", "How long to count. Default: 10.", 4_000_000);
        Option<IrqSort?> sort = IrqOptions.SortOption(IrqSort.Count);
        var command = new Command("audit", "Counts what interrupts CPUs for a while, and says what could be kept off. Needs no privileges.") { options.Root, options.Protect, duration, sort, options.Json };
        command.SetAction(async parsed =>
        {
            KernelRoot root = options.OpenRoot(parsed);
            NumaTopology topology = NumaTopology.Read(root);
            CpuSet cpus = options.CpusOf(parsed, topology.Possible);
            using var signals = new StopSignals();
            try
            {
                IrqAudit audit = await IrqAudit.MeasureAsync(root, cpus.IsEmpty ? topology.Online : cpus, parsed.GetValue(duration) ?? TimeSpan.FromSeconds(10), TimeProvider.System, signals.Stop);
                console.Out.Write(parsed.GetValue(options.Json) ? HostJson.Line(IrqAuditReport.From(audit)) + "\n" : AuditTable.Format(audit, byNumber: parsed.GetValue(sort) == IrqSort.Irq, console.Style));
                return (int)ExitStatus.Done;
            }
            catch (OperationCanceledException)
            {
                return console.Report(new(ExitStatus.Failed, "stopped before the time was over: there is nothing to compare."));
            }
        });
        return command;
    }
}
