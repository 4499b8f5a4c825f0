using System.CommandLine;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary><c>schedext irq plan</c>.</summary>
internal static class IrqPlanCommand
{
    internal static Command Create(HostConsole console)
    {
        var options = new IrqOptions();
        var command = new Command("plan", "Tells where each interrupt would go, and why. Changes nothing, needs no privileges.")
        {
            options.Root, options.Protect, options.Fallback, options.Placement, options.Rules, options.Json,
        };
        command.SetAction(parsed =>
        {
            IrqSnapshot snapshot = options.ReadSnapshot(parsed);
            CpuSet possible = snapshot.Topology.Possible;
            IrqPlan plan = IrqMaskPlanner.Plan(snapshot, options.CpusOf(parsed, possible), options.Planning(parsed, possible));
            console.Out.Write(parsed.GetValue(options.Json) ? plan.ToJson() + "\n" : PlanTable.Format(plan, console.Style));
            return (int)ExitStatus.Done;
        });
        return command;
    }
}
