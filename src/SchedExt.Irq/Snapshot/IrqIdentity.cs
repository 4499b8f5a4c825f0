namespace SchedExt.Irq;

/// <summary>What tells one interrupt from another: numbers are given again when a driver is bound again, so a number alone is not enough.</summary>
/// <remarks>Equality: by content. Order: none. <c>default</c>: number 0 with nothing known. Thread safety: immutable.
/// Read from <c>sys/kernel/irq/N/{chip_name,hwirq,actions}</c> (kernel/irq/irqdesc.c), else from <c>proc/interrupts</c>.</remarks>
/// <param name="Irq">The number in <c>proc/irq</c>.</param>
/// <param name="Chip">The interrupt controller: <c>PCI-MSIX-0000:01:00.0</c>; null when unknown.</param>
/// <param name="HardwareIrq">The number within the chip; null when it has none or it is unknown.</param>
/// <param name="Actions">The names of the handlers, comma-joined: <c>nvme0q1</c>; empty when nobody handles the interrupt, or unknown.</param>
public readonly record struct IrqIdentity(int Irq, string? Chip, long? HardwareIrq, string Actions)
{
    /// <summary>Tells whether this may be the same interrupt as another one: nothing that is known of both differs.</summary>
    /// <remarks>A handler that was freed or requested again in between does not make it another interrupt.</remarks>
    /// <param name="other">What was known at another time.</param>
    /// <returns>Whether number, chip and hardware number agree, and the actions do where both have any.</returns>
    public bool Matches(IrqIdentity other)
        => Irq == other.Irq
            && (Chip is null || other.Chip is null || Chip == other.Chip)
            && (HardwareIrq is null || other.HardwareIrq is null || HardwareIrq == other.HardwareIrq)
            && (string.IsNullOrEmpty(Actions) || string.IsNullOrEmpty(other.Actions) || Actions == other.Actions);

    /// <summary>The interrupt for messages.</summary>
    /// <returns>Such as <c>27 (nvme0q1)</c>.</returns>
    public override string ToString() => string.IsNullOrEmpty(Actions) ? $"{Irq}" : $"{Irq} ({Actions})";
}
