namespace SchedExt.Irq;

/// <summary>Decides where interrupts go so that some CPUs are free of them. Pure: no files, no clock, no log; the same input gives the same plan.</summary>
/// <remarks>
/// <para>With P the protected CPUs, O the online ones, U = O without P, and H the home affinity of an interrupt:</para>
/// <list type="bullet">
/// <item>P empty: H, where the interrupt is elsewhere.</item>
/// <item><see cref="IrqFallback.Spread"/>: H touches no protected CPU: unchanged. Else H without P if that has an online CPU (strip). Else U if that
/// is not empty (spill). Else one CPU each, in turns over O (pin).</item>
/// <item><see cref="IrqFallback.All"/>: U for every interrupt, or O when U is empty.</item>
/// <item>H without any online CPU cannot be written; what the interrupt has instead is planned for as if it were its home.</item>
/// <item>Unmovable interrupts are listed with their cause and never written.</item>
/// </list>
/// <para>A mask needs no write when its online part is not empty and lies within the planned one: the kernel narrows masks to online CPUs and to
/// the device's node. A home is restored exactly, however.</para>
/// <para>Thread safety: any thread may plan anything.</para>
/// </remarks>
public static class IrqMaskPlanner
{
    /// <summary>Makes a plan.</summary>
    /// <param name="snapshot">The interrupts, with their homes.</param>
    /// <param name="protect">The CPUs to keep free; may be empty, offline, or all CPUs.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="previous">The plan that is in force, if there is one: its pins are kept where they are still good, and a mask that it set is widened
    /// when more CPUs are to be had.</param>
    /// <returns>The plan: a decision for each interrupt of the snapshot.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="protect"/> has a CPU that the machine can never have.</exception>
    public static IrqPlan Plan(IrqSnapshot snapshot, CpuSet protect, IrqPlanOptions? options = null, IrqPlan? previous = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (!protect.IsSubsetOf(snapshot.Topology.Possible))
        {
            throw new ArgumentOutOfRangeException(nameof(protect), $"{protect}", $"The machine can have the CPUs {snapshot.Topology.Possible}.");
        }

        return new IrqPlanning(snapshot, protect, options ?? IrqPlanOptions.Default, previous).Run();
    }
}
