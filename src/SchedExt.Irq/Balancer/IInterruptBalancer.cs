namespace SchedExt.Irq;

/// <summary>A daemon that moves interrupts, and can be told to leave CPUs alone.</summary>
internal interface IInterruptBalancer
{
    /// <summary>The running daemon's process id; null when none runs.</summary>
    int? FindProcess();

    /// <summary>What it says of itself; null when it cannot be asked.</summary>
    BalancerSetup? ReadSetup(int process);

    /// <summary>Tells it which CPUs to leave alone, instead of those before.</summary>
    /// <returns>Whether it could be told.</returns>
    bool Ban(int process, CpuSet cpus);
}
