namespace SchedExt.Irq;

/// <summary>Guesses who changed an affinity.</summary>
internal static class CulpritFinder
{
    /// <summary>The guesses for some drifts; processes are looked through once, and only for foreign writes.</summary>
    public static List<IrqDrift> Name(List<IrqDrift> drifts, KernelRoot root)
    {
        string? writer = drifts.Any(drift => drift.Kind == IrqDriftKind.ForeignWrite) ? FindDaemon(root) : null;
        return drifts.ConvertAll(drift => drift with
        {
            Culprit = drift.Kind switch
            {
                IrqDriftKind.Hotplug => "CPU hotplug",
                IrqDriftKind.NewInterrupt => "a driver",
                IrqDriftKind.ForeignWrite => writer,
                _ => null,
            },
        });
    }

    /// <summary>The daemon that balances interrupts, if it runs.</summary>
    public static string? FindDaemon(KernelRoot root)
    {
        foreach (int pid in IrqDirectory.Numbers(root.ListDirectory("proc")))
        {
            if (root.TryReadText($"proc/{pid}/comm", out string? name) && name.TrimEnd('\n') == "irqbalance")
            {
                return $"irqbalance (pid {pid})";
            }
        }

        return null;
    }
}
