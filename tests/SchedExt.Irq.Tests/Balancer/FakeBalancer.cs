namespace SchedExt.Irq.Tests.Balancer;

/// <summary>A daemon with a ban, that can be started anew.</summary>
internal sealed class FakeBalancer : IInterruptBalancer
{
    public int? Process { get; set; } = 812;

    public CpuSet Banned { get; set; } = CpuSet.Parse("6");

    public bool Listens { get; set; } = true;

    public int Commands { get; private set; }

    public int? FindProcess() => Process;

    public CpuSet? ReadBan(int process) => Listens && process == Process ? Banned : null;

    public bool Ban(int process, CpuSet cpus)
    {
        Commands++;
        Banned = Listens && process == Process ? cpus : Banned;
        return Listens && process == Process;
    }
}
