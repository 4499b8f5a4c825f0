namespace SchedExt.Irq;

/// <summary>Finds what interrupted some CPUs between two snapshots. Pure.</summary>
internal sealed class AuditComparison(IrqSnapshot before, IrqSnapshot after, CpuSet cpus)
{
    private const ulong MostTrailing = 2;

    private readonly List<IrqAuditEntry> entries = [];

    /// <summary>The entries, those with the most interrupts first within movable, trailing and unmovable.</summary>
    public IReadOnlyList<IrqAuditEntry> Run()
    {
        foreach (CounterRow row in after.Interrupts.Rows)
        {
            AddRow(row, after.Interrupts, before.Interrupts, row.Irq is null ? IrqAuditSource.Architecture : IrqAuditSource.Device);
        }

        foreach (CounterRow row in after.SoftIrqs.Rows)
        {
            AddRow(row, after.SoftIrqs, before.SoftIrqs, IrqAuditSource.SoftIrq);
        }

        return [.. entries.OrderBy(entry => entry.Source).ThenBy(entry => entry.Mark).ThenByDescending(entry => entry.Count).ThenBy(entry => entry.Cpu)];
    }

    private void AddRow(CounterRow row, CounterTable now, CounterTable then, IrqAuditSource source)
    {
        CounterRow? old = row.Irq is { } irq ? SameInterrupt(irq) ? then.Find(irq) : null : Occurrence(row, now, then);
        foreach (int cpu in cpus)
        {
            ulong count = CounterDelta.Between(old is null ? 0 : then.Count(old, cpu) ?? 0, now.Count(row, cpu) ?? 0);
            if (count > 0)
            {
                entries.Add(source == IrqAuditSource.Device ? Device(row, cpu, count) : Other(row, cpu, count, source));
            }
        }
    }

    private bool SameInterrupt(int irq) => before.Find(irq) is { } then && after.Find(irq) is { } now && then.Identity.Matches(now.Identity);

    /// <summary>The row with the same label; labels repeat on some machines, so the same one of those.</summary>
    private static CounterRow? Occurrence(CounterRow row, CounterTable now, CounterTable then)
    {
        int place = now.Rows.Where(other => other.Label == row.Label).TakeWhile(other => other != row).Count();
        return then.Rows.Where(other => other.Label == row.Label).ElementAtOrDefault(place);
    }

    private IrqAuditEntry Device(CounterRow row, int cpu, ulong count)
    {
        if (after.Find(row.Irq!.Value) is not { } irq)
        {
            return new IrqAuditEntry(cpu, IrqAuditSource.Device, row.Label, row.Description, null, count, IrqAuditMark.Movable, null);
        }

        IrqAuditMark mark = !irq.IsMovable ? IrqAuditMark.Unmovable : IsTrailing(irq, cpu, count) ? IrqAuditMark.Trailing : IrqAuditMark.Movable;
        string? advice = mark switch
        {
            IrqAuditMark.Unmovable => NoiseAdvice.ForManaged(irq),
            IrqAuditMark.Movable => irq.Current.Contains(cpu) ? "protect the CPU: its affinity allows it here" : "it has not moved yet: no vector was free, or the kernel waits for its next interrupt",
            _ => null,
        };
        return new IrqAuditEntry(cpu, IrqAuditSource.Device, row.Label, string.Join(", ", irq.Actions), irq.Device, count, mark, advice);
    }

    /// <summary>
    /// The mask is off this CPU, the interrupt was on it, and it came once: the one in which it moved. Or twice, where it had not fired since its last move:
    /// the first completed that (<c>arch/x86/kernel/apic/vector.c</c> answers EBUSY until then, and the mask waits on).
    /// </summary>
    private bool IsTrailing(IrqDescriptor irq, int cpu, ulong count)
        => count <= MostTrailing && !irq.Current.Contains(cpu) && (before.Find(irq.Irq)?.Effective?.Contains(cpu) ?? true);

    private static IrqAuditEntry Other(CounterRow row, int cpu, ulong count, IrqAuditSource source)
    {
        string? advice = source == IrqAuditSource.SoftIrq ? NoiseAdvice.ForSoftIrq(row.Label) : NoiseAdvice.ForArchitecture(row.Label);
        return new IrqAuditEntry(cpu, source, row.Label, row.Description, null, count, IrqAuditMark.Unmovable, advice);
    }
}
