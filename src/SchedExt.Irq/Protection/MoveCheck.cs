namespace SchedExt.Irq;

/// <summary>Tells from effective affinities and counters whether interrupts have moved.</summary>
internal sealed class MoveCheck(IIrqFs fs, CpuSet possible)
{
    /// <summary>Looks at an interrupt whose mask was just written, or was found good.</summary>
    public void Begin(IrqRecord record)
    {
        record.OldCpu = -1;
        record.SetEffective(fs.EffectiveOrNull(record.Identity.Irq));
        if (HasArrived(record))
        {
            record.Outcome = IrqOutcome.Moved;
            return;
        }

        record.Outcome = IrqOutcome.Pending;
        record.OldCpu = record.Effective!.Value.First;
        record.CountAtWrite = ReadCount(record);
    }

    /// <summary>Looks again at an interrupt that had not moved.</summary>
    /// <returns>Whether its outcome changed.</returns>
    public bool Continue(IrqRecord record)
    {
        // Counted before it is looked where it is: the other way round one that moves meanwhile would have fired twice and not moved.
        ulong count = record.Outcome == IrqOutcome.Pending ? ReadCount(record) : 0;
        record.SetEffective(fs.EffectiveOrNull(record.Identity.Irq));
        if (HasArrived(record))
        {
            record.Outcome = IrqOutcome.Moved;
            return true;
        }

        // A deferred move happens in the first interrupt, or in the second: the first may have to complete the move before. Not moved after two means that it
        // failed, which the kernel does not tell.
        if (record.Outcome == IrqOutcome.Pending && count >= record.CountAtWrite + 2)
        {
            record.Outcome = IrqOutcome.NoVector;
            return true;
        }

        return false;
    }

    /// <summary>Without an effective affinity nothing speaks against it. Interrupts without handler have none, or repeat their mask.</summary>
    private static bool HasArrived(IrqRecord record) => record.Effective is not { IsEmpty: false } now || now.Overlaps(record.IsWidened ? record.Written!.Value : record.Asked);

    private ulong ReadCount(IrqRecord record)
    {
        if (!fs.Root.TryReadText($"{IrqDirectory.Sys}/{record.Identity.Irq}/per_cpu_count", out string? text) || IrqDirectory.ParseCounts(text) is not { } counts)
        {
            return 0;
        }

        int index = (possible & CpuSet.All(record.OldCpu + 1)).Count - 1;
        return (uint)index < (uint)counts.Length ? counts[index] : 0;
    }
}
