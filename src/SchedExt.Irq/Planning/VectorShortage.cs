namespace SchedExt.Irq;

/// <summary>A CPU that a plan gives more interrupts than it has vectors for.</summary>
/// <remarks>Equality: by content. Order: none. <c>default</c> means nothing. Thread safety: immutable.</remarks>
/// <param name="Cpu">The CPU.</param>
/// <param name="Irqs">How many interrupts it would have to take.</param>
/// <param name="Limit">How many it can take.</param>
public readonly record struct VectorShortage(int Cpu, int Irqs, int Limit)
{
    /// <summary>The warning.</summary>
    /// <returns>Such as <c>CPU 7 would take 240 interrupts and has vectors for 199</c>.</returns>
    public override string ToString() => $"CPU {Cpu} would take {Irqs} interrupts and has vectors for {Limit}";
}
