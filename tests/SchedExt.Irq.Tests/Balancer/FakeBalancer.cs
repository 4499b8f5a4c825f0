namespace SchedExt.Irq.Tests.Balancer;

/// <summary>A daemon with a ban, that can be started anew.</summary>
internal sealed class FakeBalancer : IInterruptBalancer
{
    public int? Process { get; set; } = 812;

    public CpuSet Banned { get; set; } = CpuSet.Parse("6");

    public bool Listens { get; set; } = true;

    public int Commands { get; private set; }

    public int? FindProcess() => Process;

    /// <summary>Whether what it is told is in force at once, or never.</summary>
    public bool Obeys { get; set; } = true;

    public BalancerSetup? ReadSetup(int process) => Listens && process == Process ? new BalancerSetup(Banned, TimeSpan.FromSeconds(10)) : null;

    public bool Ban(int process, CpuSet cpus)
    {
        Commands++;
        Banned = Listens && Obeys && process == Process ? cpus : Banned;
        return Listens && process == Process;
    }
}
