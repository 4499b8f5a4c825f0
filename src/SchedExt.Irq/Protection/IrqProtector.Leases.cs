using Microsoft.Extensions.Logging;

namespace SchedExt.Irq;

public sealed partial class IrqProtector
{
    /// <summary>As <see cref="Open"/>, with a store that may be a test's.</summary>
    internal static IrqProtector OpenWith(IrqProtectorOptions options, ILogger logger, IIrqFs fs, IJournalStore store, IInterruptBalancer? balancer = null)
    {
        if (options.IrqFs is null && ContainerLayer.Holds(KernelRoot.Host, Path.GetFullPath(options.StateDirectory)))
        {
            IrqLog.StateIsInContainer(logger, options.StateDirectory);
        }

        var ledger = new AffinityLedger(store, fs.Root.TryReadText("proc/sys/kernel/random/boot_id", out string? boot) ? boot.Trim() : "");
        string? note = ledger.Load();
        var engine = new ProtectionEngine(ledger, fs, balancer ?? new IrqBalanceSocket(fs.Root), options, logger);
        var recovered = new IrqRestoreReport([], note);
        if (ledger.IsNeeded)
        {
            bool isTouched = ledger.IsTouched;
            recovered = engine.Restore();
            if (isTouched || recovered.Results.Count > 0)
            {
                IrqLog.Recovered(logger, recovered);
            }
        }
        else
        {
            ledger.Save();
        }

        return new IrqProtector(store, engine, options, logger, recovered);
    }

    internal void Update(IrqProtection lease, CpuSet cpus)
    {
        List<IrqDrift> drifts;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed || !leases.Contains(lease), lease);
            CpuSet before = lease.Cpus;
            lease.Cpus = cpus;
            try
            {
                drifts = cpus == before ? [] : Change();
            }
            catch
            {
                lease.Cpus = before;
                throw;
            }
        }

        Raise(drifts);
    }

    internal void Release(IrqProtection lease)
    {
        lock (gate)
        {
            if (leases.Remove(lease))
            {
                GiveBack();
            }
        }
    }

    private static IIrqFs HostIrqFs()
        => OperatingSystem.IsLinux() ? new ProcIrqFs(KernelRoot.Host) : throw new PlatformNotSupportedException("Interrupt affinities of this machine can only be set on Linux.");

    private CpuSet Union() => leases.Aggregate(CpuSet.Empty, (all, lease) => all | lease.Cpus);

    /// <summary>Carries out what the leases say now.</summary>
    private List<IrqDrift> Change()
    {
        CpuSet cpus = Union();
        if (!cpus.IsEmpty)
        {
            return engine.Protect(cpus);
        }

        if (engine.IsProtecting || engine.IsOverdue)
        {
            Restored = engine.Restore();
            IrqLog.Restored(logger, Restored);
        }

        return [];
    }

    /// <summary>Carries out that a lease is gone. What fails is logged, and tried again.</summary>
    private void GiveBack()
    {
        try
        {
            _ = Change();
        }
        catch (Exception e) when (e is IrqException or IOException or FormatException or UnauthorizedAccessException)
        {
            engine.Postpone(Union());
            IrqLog.ReleaseFailed(logger, e);
        }
    }

    private void OnTimer()
    {
        try
        {
            Refresh();
        }
        catch (ObjectDisposedException)
        {
            // The last tick of a timer that was just disposed.
        }
        catch (Exception e)
        {
            IrqLog.RefreshFailed(logger, e, options.RefreshInterval);
        }
    }

    private void Raise(List<IrqDrift> drifts)
    {
        foreach (IrqDrift drift in drifts)
        {
            IrqMetrics.CountDrift(drift.Kind);
            IrqLog.Drifted(logger, drift);
            try
            {
                Drifted?.Invoke(drift);
            }
            catch (Exception e)
            {
                IrqLog.ListenerFailed(logger, e);
            }
        }
    }
}
