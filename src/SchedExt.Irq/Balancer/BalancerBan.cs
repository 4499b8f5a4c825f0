namespace SchedExt.Irq;

/// <summary>Keeps the protected CPUs in the daemon's ban, tells it again when it was started anew, and puts the ban back that was there before.
/// Guarded by the protector's gate.</summary>
internal sealed class BalancerBan(IInterruptBalancer balancer, AffinityLedger ledger)
{
    /// <summary>The process that was told, and what.</summary>
    private (int Process, CpuSet Cpus)? told;

    /// <summary>Sees to it that a running daemon leaves the CPUs alone.</summary>
    /// <returns>The daemon that runs and cannot be told; null when there is none, or it was told.</returns>
    public int? Keep(CpuSet cpus)
    {
        if (balancer.FindProcess() is not { } process)
        {
            told = null;
            return null;
        }

        if (told is { } last && last.Process == process && last.Cpus == cpus)
        {
            return null;
        }

        if (told?.Process != process)
        {
            // A daemon that was started anew has its own configuration's ban again.
            if (balancer.ReadBan(process) is not { } before)
            {
                return process;
            }

            if (ledger.BanProcess != process)
            {
                ledger.BanProcess = process;
                ledger.BanBefore = before;
                ledger.Save();
            }
        }

        if (!balancer.Ban(process, cpus | ledger.BanBefore))
        {
            return process;
        }

        told = (process, cpus);
        return null;
    }

    /// <summary>Puts back the ban that was there, where the daemon is still the one that was told.</summary>
    public void Restore()
    {
        told = null;
        if (ledger.BanProcess is { } process && balancer.FindProcess() == process)
        {
            balancer.Ban(process, ledger.BanBefore);
        }

        ledger.BanProcess = null;
        ledger.BanBefore = default;
    }
}
