namespace SchedExt.Irq;

/// <summary>Guesses who changed an affinity.</summary>
internal static class CulpritFinder
{
    /// <summary>The guesses for some drifts; processes are looked through once, and only for foreign writes.</summary>
    public static List<IrqDrift> Name(List<IrqDrift> drifts, KernelRoot root)
    {
        string? writer = drifts.Any(drift => drift is { Kind: IrqDriftKind.ForeignWrite, Culprit: null }) && new IrqBalanceSocket(root).FindProcess() is { } pid ? $"irqbalance (pid {pid})" : null;
        return drifts.ConvertAll(drift => drift with
        {
            Culprit = drift.Kind switch
            {
                IrqDriftKind.Hotplug => "CPU hotplug",
                IrqDriftKind.NewInterrupt => "a driver",
                IrqDriftKind.ForeignWrite => drift.Culprit ?? writer,
                _ => null,
            },
        });
    }
}
