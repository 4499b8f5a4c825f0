namespace SchedExt.Irq;

/// <summary>Counts the vectors that a plan takes on each CPU. Pure.</summary>
/// <remarks>x86: each interrupt has one target, the CPU of its mask with the most free vectors (<c>matrix_find_best_cpu()</c> in kernel/irq/matrix.c),
/// and about 199 vectors of a CPU can be given to devices.</remarks>
internal static class VectorAccount
{
    public static IReadOnlyList<VectorShortage> FindShortages(PlannedIrq[] irqs, CpuSet online, int limit)
    {
        // So few interrupts that all of them fit on one CPU need no counting.
        if (irqs.Length <= limit || online.IsEmpty)
        {
            return [];
        }

        int[] taken = new int[online.Last + 1];
        foreach (PlannedIrq irq in irqs.OrderBy(irq => irq.To.Count).ThenBy(irq => irq.Irq))
        {
            if (irq.Actions.Count > 0 || irq.Reason != IrqReason.Unmovable)
            {
                Take(taken, irq.To & online);
            }
        }

        return [.. taken.Select((count, cpu) => new VectorShortage(cpu, count, limit)).Where(cpu => cpu.Irqs > limit).OrderByDescending(cpu => cpu.Irqs)];
    }

    private static void Take(int[] taken, CpuSet cpus)
    {
        int best = -1;
        foreach (int cpu in cpus)
        {
            if (best < 0 || taken[cpu] < taken[best])
            {
                best = cpu;
            }
        }

        if (best >= 0)
        {
            taken[best]++;
        }
    }
}
