namespace SchedExt.Irq.Testing;

public sealed partial class KernelModelIrqFs
{
    /// <summary>A write to <c>smp_affinity</c>: <c>write_irq_affinity()</c>, then <c>irq_set_affinity_locked()</c>.</summary>
    private Errno Set(ModelIrq irq, CpuSet cpus)
    {
        if (irq.IsManaged)
        {
            return IsBefore612 ? Errno.EIO : Errno.EPERM;
        }

        Errno errno = CheckMask(cpus);
        if (errno != Errno.None)
        {
            return errno;
        }

        Touch(irq);
        if (!irq.IsActive)
        {
            irq.Affinity = cpus;
            return Errno.None;
        }

        // assign_vector_locked() looks whether there is anything to move before it looks whether a move is under way.
        bool stays = irq.Target is { } now && online.Contains(now) && cpus.Contains(now);
        if (MovesAtOnce && irq.Pending is null && (!irq.IsMoving || stays))
        {
            return Program(irq, cpus);
        }

        irq.Pending = cpus;
        return Errno.None;
    }

    /// <summary>Programs the chip: nothing to do when the target is in the mask, else the CPU with the most free vectors.</summary>
    private Errno Program(ModelIrq irq, CpuSet cpus)
    {
        if (irq.Target is not { } now || !cpus.Contains(now) || !online.Contains(now))
        {
            if (FindVector(cpus & online) is not { } cpu)
            {
                return Errno.ENOSPC;
            }

            irq.Target = cpu;
            irq.IsMoving = true;
        }

        irq.Affinity = cpus;
        return Errno.None;
    }

    /// <summary><c>matrix_find_best_cpu()</c>.</summary>
    private int? FindVector(CpuSet cpus)
    {
        int[] taken = new int[possible.Last + 1];
        foreach (ModelIrq irq in irqs.Values)
        {
            if (irq.Target is { } cpu)
            {
                taken[cpu]++;
            }
        }

        int best = -1;
        foreach (int cpu in cpus)
        {
            if (taken[cpu] < VectorsPerCpu && (best < 0 || taken[cpu] < taken[best]))
            {
                best = cpu;
            }
        }

        return best < 0 ? null : best;
    }

    /// <summary>
    /// <c>irq_complete_move()</c>, then <c>irq_move_irq()</c>, in the interrupt on the CPU that it moves away from. One that had not fired since its last move
    /// only completes that: vector.c refuses (EBUSY) until a tick later, and the mask waits on. With remapping the move before was complete a tick after it
    /// (intel_ir_set_affinity() calls vector_schedule_cleanup()). Any other failure is silent: the mask is the old one again.
    /// </summary>
    private void CompleteMove(ModelIrq irq)
    {
        bool completes = irq.IsMoving && !MovesAtOnce;
        irq.IsMoving = false;
        if (completes || irq.Pending is not { } pending)
        {
            return;
        }

        irq.Pending = null;
        if (pending.Overlaps(online))
        {
            _ = Program(irq, pending);
        }
    }

    /// <summary><c>migrate_one_irq()</c>: the CPU's interrupts go elsewhere; a mask without online CPU is overwritten.</summary>
    private void Migrate(ModelIrq irq, int cpu)
    {
        if (irq.Pending is { } pending && !pending.Overlaps(online))
        {
            irq.Pending = null;
            Touch(irq);
        }

        if (irq.Target != cpu)
        {
            return;
        }

        Touch(irq);
        CpuSet mask = irq.Pending ?? irq.Affinity;
        irq.Pending = null;
        irq.Target = null;
        if (irq.IsManaged && !mask.Overlaps(online))
        {
            irq.IsMoving = false;
            return;
        }

        if (!mask.Overlaps(online) || Program(irq, mask) != Errno.None)
        {
            irq.Affinity = online;
            irq.Target = FindVector(online) ?? online.First;
        }

        // irq_force_complete_move(): nothing is left to clean up on a CPU that is gone.
        irq.IsMoving = false;
    }
}
