namespace SchedExt.Irq;

/// <summary>How often one thing interrupted one CPU.</summary>
/// <remarks>Equality: by content. Thread safety: immutable.</remarks>
/// <param name="Cpu">The CPU.</param>
/// <param name="Source">What kind of thing.</param>
/// <param name="Label">Its row's label: <c>27</c>, <c>NET_RX</c>, <c>LOC</c>.</param>
/// <param name="Name">Its name: the handlers of an interrupt, or the words of the row.</param>
/// <param name="Device">The device behind it; null when it has none or it is unknown.</param>
/// <param name="Count">How often.</param>
/// <param name="Mark">Whether it could have been kept off.</param>
/// <param name="Advice">What keeps it off, when anything does; null otherwise.</param>
public sealed record IrqAuditEntry(int Cpu, IrqAuditSource Source, string Label, string Name, IrqDevice? Device, ulong Count, IrqAuditMark Mark, string? Advice)
{
    /// <summary>The entry in one line.</summary>
    /// <returns>Such as <c>CPU 2: 12 from nvme0q3 (Unmovable)</c>.</returns>
    public override string ToString() => $"CPU {Cpu}: {Count} from {(Name.Length > 0 ? Name : Label)} ({Mark})";
}
