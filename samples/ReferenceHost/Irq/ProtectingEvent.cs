using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>Interrupts are kept off.</summary>
internal sealed record ProtectingEvent(CpuSet Protected, string Mode, IReadOnlyDictionary<string, int> Outcomes, IReadOnlyDictionary<string, int> Steering) : IrqEvent
{
    internal static ProtectingEvent From(IrqReport report)
        => new(report.Protected, report.Mode.ToString().ToLowerInvariant(), Count(report.Irqs.Select(irq => irq.Outcome)), Count(report.Steering.Select(mask => mask.Outcome)));

    private static Dictionary<string, int> Count(IEnumerable<IrqOutcome> outcomes) => outcomes.GroupBy(outcome => outcome).ToDictionary(group => group.Key.ToString(), group => group.Count());
}
