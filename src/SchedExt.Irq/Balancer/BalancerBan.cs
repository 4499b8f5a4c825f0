namespace SchedExt.Irq;

/// <summary>Keeps the protected CPUs in the daemon's ban: tells it, asks it later whether it is so, tells it again when it was started anew or somebody else
/// told it otherwise, and puts the ban back that was there before. Guarded by the protector's gate.</summary>
internal sealed class BalancerBan(IInterruptBalancer balancer, AffinityLedger ledger, TimeProvider clock)
{
    /// <summary>The process that was told, what, when, and whether it said since that it is so.</summary>
    private (int Process, CpuSet Cpus, long Since, bool IsConfirmed)? told;

    /// <summary>The daemon at the last look; null when none ran.</summary>
    public int? Process { get; private set; }

    /// <summary>Sees to it that a running daemon leaves the CPUs alone.</summary>
    /// <exception cref="IrqException">What the daemon left alone before cannot be written to the journal; it was told nothing.</exception>
    public BanState Keep(CpuSet cpus)
    {
        Process = balancer.FindProcess();
        if (Process is not { } process)
        {
            told = null;
            return BanState.NoDaemon;
        }

        if (balancer.ReadSetup(process) is not { } setup)
        {
            told = null;
            return BanState.Unreachable;
        }

        Remember(process, setup.Banned);
        CpuSet wanted = cpus | ledger.BanBefore;
        BanState state = Judge(process, wanted, setup);
        if (state == BanState.Confirmed || (state == BanState.Told && told is not null))
        {
            return state;
        }

        if (!balancer.Ban(process, wanted))
        {
            told = null;
            return BanState.Unreachable;
        }

        told = (process, wanted, clock.GetTimestamp(), IsConfirmed: false);
        return state;
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

    /// <summary>What was told last, held against what the daemon says. Told anew where that is something else.</summary>
    private BanState Judge(int process, CpuSet wanted, BalancerSetup setup)
    {
        if (told is not { } last || last.Process != process || last.Cpus != wanted)
        {
            told = null;
            return BanState.Told;
        }

        if (setup.Banned == wanted)
        {
            told = last with { IsConfirmed = true };
            return BanState.Confirmed;
        }

        if (last.IsConfirmed)
        {
            told = null;
            return BanState.Told;
        }

        // A scan may just have begun when it was told.
        return clock.GetElapsedTime(last.Since) <= 2 * setup.Interval ? BanState.Told : wanted.IsSubsetOf(setup.Banned) ? BanState.Confirmed : BanState.Ignored;
    }

    /// <summary>A daemon that was started anew has its own configuration's ban again.</summary>
    private void Remember(int process, CpuSet banned)
    {
        if (ledger.BanProcess == process)
        {
            return;
        }

        (int? Process, CpuSet Before) old = (ledger.BanProcess, ledger.BanBefore);
        (ledger.BanProcess, ledger.BanBefore) = (process, banned);
        try
        {
            ledger.Save();
        }
        catch (IrqException)
        {
            (ledger.BanProcess, ledger.BanBefore) = old;
            throw;
        }
    }
}
