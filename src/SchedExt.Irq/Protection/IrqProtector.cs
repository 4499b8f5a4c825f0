using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SchedExt.Irq;

/// <summary>Keeps interrupts off CPUs while leases ask for it, repairs what others change, and restores whatever happens.</summary>
/// <remarks>
/// <para>The protected CPUs are those of all live <see cref="IrqProtection"/> leases together. Before the first write the affinities are in a journal
/// in <see cref="IrqProtectorOptions.StateDirectory"/>; after a crash the next <see cref="Open"/> or <see cref="Recover"/> puts them back.</para>
/// <para>Only affinities that were written here are restored, and only while they are what was written and belong to the same interrupt: anything else is somebody
/// else's by then, and reported.</para>
/// <para>Thread safety: safe for any use from any thread; changes are serialised. Events are raised without a lock held, on the thread that found the
/// drift. Needs root. Equality: by reference.</para>
/// </remarks>
public sealed partial class IrqProtector : IDisposable
{
    private readonly object gate = new();

    private readonly IJournalStore store;

    private readonly ProtectionEngine engine;

    private readonly IrqProtectorOptions options;

    private readonly ILogger logger;

    /// <summary>The live leases. Guarded by the gate.</summary>
    private readonly List<IrqProtection> leases = [];

    private readonly ITimer? timer;

    /// <summary>Disposed: no lease can be made or changed. Guarded by the gate.</summary>
    private bool isDisposed;

    private IrqProtector(IJournalStore store, ProtectionEngine engine, IrqProtectorOptions options, ILogger logger, IrqRestoreReport recovered)
    {
        this.store = store;
        this.engine = engine;
        this.options = options;
        this.logger = logger;
        Recovered = recovered;
        timer = options.RefreshInterval == Timeout.InfiniteTimeSpan ? null : options.Clock.CreateTimer(_ => OnTimer(), null, options.RefreshInterval, options.RefreshInterval);
    }

    /// <summary>Raised for each affinity that a look found different from what was written. Repair does not wait for listeners; what they throw is logged.</summary>
    public event Action<IrqDrift>? Drifted;

    /// <summary>What <see cref="Open"/> restored for an owner that had ended without doing so.</summary>
    public IrqRestoreReport Recovered { get; }

    /// <summary>What the end of the last lease restored; null while none has ended.</summary>
    public IrqRestoreReport? Restored { get; private set; }

    /// <summary>What became of each interrupt, as last looked; empty while nothing is protected.</summary>
    public IrqReport Report
    {
        get
        {
            lock (gate)
            {
                return engine.Report;
            }
        }
    }

    /// <summary>The CPUs of all leases together.</summary>
    public CpuSet Protected
    {
        get
        {
            lock (gate)
            {
                return Union();
            }
        }
    }

    /// <summary>The longest time that a change by somebody else can stay unseen: the refresh interval, times the refreshes of a rotation.</summary>
    public TimeSpan LongestUnseenDrift
    {
        get
        {
            lock (gate)
            {
                return options.RefreshInterval == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : options.RefreshInterval * engine.Rotation;
            }
        }
    }

    /// <summary>Makes the protector of a machine, and first restores what an owner left behind that ended without doing so.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="logger">Where to log; null for nowhere.</param>
    /// <returns>The protector. Nothing is protected yet.</returns>
    /// <exception cref="IrqException">Another protector has the state directory (<see cref="IrqErrorKind.Busy"/>), the directory cannot be made or written, or
    /// the journal in it cannot be read.</exception>
    /// <exception cref="KernelFileException">The machine cannot be read.</exception>
    /// <exception cref="KernelFormatException">A file of the kernel is malformed.</exception>
    /// <exception cref="PlatformNotSupportedException">No <see cref="IrqProtectorOptions.IrqFs"/> is given, and this is not Linux.</exception>
    public static IrqProtector Open(IrqProtectorOptions? options = null, ILogger? logger = null)
    {
        options ??= new IrqProtectorOptions();
        IIrqFs fs = options.IrqFs ?? HostIrqFs();
        IJournalStore store = JournalDirectory.Open(options.StateDirectory);
        try
        {
            return OpenWith(options, logger ?? NullLogger.Instance, fs, store);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Restores what an owner left behind that ended without doing so, and nothing else.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="logger">Where to log; null for nowhere.</param>
    /// <returns>What was restored, and what was left alone and why.</returns>
    /// <exception cref="IrqException">As <see cref="Open"/> throws it; a live owner is <see cref="IrqErrorKind.Busy"/>.</exception>
    /// <exception cref="KernelFileException">The machine cannot be read.</exception>
    /// <exception cref="KernelFormatException">A file of the kernel is malformed.</exception>
    /// <exception cref="PlatformNotSupportedException">No <see cref="IrqProtectorOptions.IrqFs"/> is given, and this is not Linux.</exception>
    public static IrqRestoreReport Recover(IrqProtectorOptions? options = null, ILogger? logger = null)
    {
        using IrqProtector protector = Open((options ?? new IrqProtectorOptions()) with { RefreshInterval = Timeout.InfiniteTimeSpan }, logger);
        return protector.Recovered;
    }

    /// <summary>Protects CPUs: plans, journals, writes, and looks what came of it.</summary>
    /// <param name="cpus">The CPUs; may be empty, offline, or all of them.</param>
    /// <param name="owner">Who asks, for logs.</param>
    /// <returns>The lease: disposing it gives the CPUs back.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cpus"/> has a CPU that the machine can never have.</exception>
    /// <exception cref="ArgumentException"><paramref name="owner"/> is null or empty.</exception>
    /// <exception cref="ObjectDisposedException">The protector is disposed.</exception>
    /// <exception cref="IrqException">Affinities or the journal cannot be written; what had been written is undone.</exception>
    /// <exception cref="KernelFileException">The machine cannot be read; nothing was changed.</exception>
    /// <exception cref="KernelFormatException">A file of the kernel is malformed; nothing was changed.</exception>
    public IrqProtection Protect(CpuSet cpus, string owner)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        var lease = new IrqProtection(this, cpus, owner);
        List<IrqDrift> drifts = [];
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            leases.Add(lease);
            try
            {
                drifts = Change();
            }
            catch
            {
                leases.Remove(lease);
                throw;
            }
        }

        Raise(drifts);
        return lease;
    }

    /// <summary>Looks now whether anybody changed an affinity, and repairs it; done at each <see cref="IrqProtectorOptions.RefreshInterval"/> by itself.</summary>
    /// <exception cref="ObjectDisposedException">The protector is disposed.</exception>
    /// <exception cref="IrqException">Affinities or the journal cannot be written.</exception>
    /// <exception cref="KernelFileException">The machine cannot be read.</exception>
    /// <exception cref="KernelFormatException">A file of the kernel is malformed.</exception>
    public void Refresh()
    {
        long began = options.Clock.GetTimestamp();
        List<IrqDrift> drifts;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            drifts = engine.Refresh(out IrqRestoreReport? restored);
            Restored = restored is { Results.Count: > 0 } ? restored : Restored ?? restored;
        }

        IrqMetrics.RecordRefresh(options.Clock.GetElapsedTime(began));
        Raise(drifts);
    }

    /// <summary>Ends all leases, restores, and gives the state directory back. What cannot be restored stays in the journal. Does not throw.</summary>
    public void Dispose()
    {
        timer?.Dispose();
        lock (gate)
        {
            if (isDisposed)
            {
                return;
            }

            isDisposed = true;
            leases.Clear();
            GiveBack();
            store.Dispose();
        }
    }
}
