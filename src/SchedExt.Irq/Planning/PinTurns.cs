namespace SchedExt.Irq;

/// <summary>Deals interrupts out one CPU each, in ascending order of CPUs. Pins of the last plan that are still good are kept.</summary>
internal sealed class PinTurns
{
    /// <summary>The masks of one CPU each, by their place in the online set.</summary>
    private readonly CpuSet[] masks;

    private readonly int[] taken;

    private readonly Dictionary<int, int> places = [];

    private readonly Dictionary<int, int> kept = [];

    private readonly IrqPlan? previous;

    /// <summary>The fewest pins that any CPU has, and where to look for one that has so few.</summary>
    private int fewest, next;

    public PinTurns(CpuSet online, IrqPlan? previous)
    {
        this.previous = previous;
        masks = new CpuSet[online.Count];
        taken = new int[masks.Length];
        int place = 0;
        foreach (int cpu in online)
        {
            masks[place] = CpuSet.FromRange(cpu, cpu);
            places[cpu] = place++;
        }
    }

    /// <summary>Counts the pin that an interrupt has, if it is still good.</summary>
    public void Keep(int irq)
    {
        if (previous?.Find(irq) is { Reason: IrqReason.Pinned } pinned && places.TryGetValue(pinned.To.First, out int place))
        {
            kept[irq] = place;
            taken[place]++;
        }
    }

    /// <summary>The pin of an interrupt: the one it has, else the CPU with the fewest, the lowest of equals.</summary>
    public CpuSet Take(int irq)
    {
        if (kept.TryGetValue(irq, out int place))
        {
            return masks[place];
        }

        while (taken[next] > fewest)
        {
            if (++next == masks.Length)
            {
                next = 0;
                fewest++;
            }
        }

        taken[next]++;
        return masks[next];
    }
}
