namespace SchedExt.ReferenceHost;

/// <summary>In which order interrupts are shown.</summary>
internal enum IrqSort
{
    /// <summary>By number.</summary>
    Irq,

    /// <summary>Those that came most often first.</summary>
    Count,
}
