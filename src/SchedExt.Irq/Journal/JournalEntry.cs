namespace SchedExt.Irq;

/// <summary>One interrupt in the journal.</summary>
/// <param name="Irq">Its number.</param>
/// <param name="Chip">The chip's name; null when unknown.</param>
/// <param name="HardwareIrq">The number within the chip; null when unknown.</param>
/// <param name="Actions">The handlers, comma-joined.</param>
/// <param name="Node">The node of its descriptor; null when there is none.</param>
/// <param name="Home">The affinity to restore.</param>
/// <param name="Written">The affinity last written; null when none is known to be.</param>
/// <param name="Intended">The affinity about to be written; null when there is none.</param>
/// <param name="Fired">How often it had fired; null when unknown.</param>
/// <param name="MayBeInForce">Whether the mask last written may be in force, and does not wait.</param>
/// <param name="Effective">The CPU that took it when last looked; null when unknown.</param>
/// <param name="Hidden">Earlier masks of ours, one of which may be in force behind the one that shows; null stands for none.</param>
internal sealed record JournalEntry(int Irq, string? Chip, long? HardwareIrq, string Actions, int? Node, CpuSet Home, CpuSet? Written, CpuSet? Intended, ulong? Fired,
    bool MayBeInForce = false, CpuSet? Effective = null, IReadOnlyList<CpuSet>? Hidden = null)
{
    public IrqIdentity Identity => new(Irq, Chip, HardwareIrq, Actions);
}
