using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>Interrupts are kept off.</summary>
internal sealed record ProtectingEvent(CpuSet Protected, string Mode, IReadOnlyDictionary<string, int> Outcomes) : IrqEvent
{
    internal static ProtectingEvent From(IrqReport report)
        => new(report.Protected, report.Mode.ToString().ToLowerInvariant(), report.Irqs.GroupBy(irq => irq.Outcome).ToDictionary(group => group.Key.ToString(), group => group.Count()));
}
