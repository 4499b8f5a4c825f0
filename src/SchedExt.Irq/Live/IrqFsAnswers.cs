namespace SchedExt.Irq;

/// <summary>What answers of the kernel mean, where one alone does not tell.</summary>
internal static class IrqFsAnswers
{
    /// <summary>Whether an interrupt is gone: a write said so, and reading says so too.</summary>
    /// <remarks>One error is not believed alone: what is known of the interrupt is forgotten for it.</remarks>
    public static bool IsGone(this IIrqFs fs, int irq, Errno writing) => writing == Errno.ENOENT && fs.ReadAffinity(irq).Errno == Errno.ENOENT;

    /// <summary>The CPUs that take an interrupt now; null when the kernel does not tell.</summary>
    public static CpuSet? EffectiveOrNull(this IIrqFs fs, int irq) => fs.ReadEffectiveAffinity(irq) is { Succeeded: true, Cpus: var cpus } ? cpus : null;
}
