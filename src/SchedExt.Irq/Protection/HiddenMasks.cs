using System.Collections;

namespace SchedExt.Irq;

/// <summary>Masks that we wrote to one interrupt earlier, one of which may be in force behind the mask that shows. Guarded by the protector's gate.</summary>
/// <remarks>Kernel: a written mask waits for the next interrupt, and <c>smp_affinity</c> shows it as if it were in force (<c>show_irq_affinity()</c> in kernel/irq/proc.c). When all
/// its CPUs go offline before that interrupt, it is dropped (<c>irq_fixup_move_pending()</c> in kernel/irq/migration.c), and the one in force shows again: without a
/// write, and maybe long after we wrote it.</remarks>
internal sealed class HiddenMasks : IReadOnlyCollection<CpuSet>
{
    /// <summary>Each needs an interrupt to have been in force, after which those before it are obsolete; but one interrupt alone does not tell.</summary>
    private const int Most = 8;

    private readonly List<CpuSet> masks = [];

    public int Count => masks.Count;

    public bool Contains(CpuSet mask) => masks.Contains(mask);

    public void Add(CpuSet mask)
    {
        masks.Remove(mask);
        masks.Add(mask);
        if (masks.Count > Most)
        {
            masks.RemoveAt(0);
        }
    }

    public void Remove(CpuSet mask) => masks.Remove(mask);

    public void Clear() => masks.Clear();

    /// <summary>Forgets those that cannot be in force, for the CPU that takes the interrupt is not in them.</summary>
    public void Keep(CpuSet? effective)
    {
        if (effective is { IsEmpty: false } cpus)
        {
            masks.RemoveAll(mask => !cpus.IsSubsetOf(mask));
        }
    }

    public IEnumerator<CpuSet> GetEnumerator() => masks.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
