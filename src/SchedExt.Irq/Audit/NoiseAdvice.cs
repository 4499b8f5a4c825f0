namespace SchedExt.Irq;

/// <summary>What keeps things off a CPU that an affinity cannot. Pure.</summary>
/// <remarks>Kernel: Documentation/admin-guide/cpu-isolation.rst and kernel-per-CPU-kthreads.rst.</remarks>
internal static class NoiseAdvice
{
    public static string ForManaged(IrqDescriptor irq)
        => IsQueue(irq)
            ? "the queue of this CPU: do no block I/O from it, or use fewer queues"
            : "the kernel owns its affinity";

    public static string? ForSoftIrq(string label) => label switch
    {
        "NET_RX" => "keep receive packet steering off it (rps_cpus)",
        "NET_TX" => "keep transmit packet steering off it (xps_cpus)",
        "BLOCK" or "IRQ_POLL" => "do no block I/O from it",
        "TIMER" or "HRTIMER" or "SCHED" => "boot with nohz_full= for it",
        "RCU" => "boot with rcu_nocbs= for it",
        "TASKLET" or "HI" => "move the driver's interrupt, or unbound workqueues (cpumask)",
        _ => null,
    };

    public static string? ForArchitecture(string label) => label switch
    {
        "LOC" => "boot with nohz_full= for it",
        "TLB" => "share no memory with threads on other CPUs that unmap it",
        "RES" or "CAL" or "IWI" => "other CPUs send these: wake-ups and calls to its threads",
        _ => null,
    };

    /// <summary>The words of the verdict for a device's interrupt that cannot move.</summary>
    public static string Why(IrqDescriptor irq) => irq.Unmovable switch
    {
        // Where files do not tell who is managed, the refusal does.
        IrqCause.Managed or IrqCause.Refused when IsQueue(irq) => "managed: this CPU did I/O",
        IrqCause.Managed => "managed",
        _ => "cannot move",
    };

    private static bool IsQueue(IrqDescriptor irq)
        => irq.Device?.Kind == PciDeviceKind.Nvme || irq.Actions.Any(action => action.StartsWith("nvme", StringComparison.Ordinal) || action.Contains("-req", StringComparison.Ordinal));
}
