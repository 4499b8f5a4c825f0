using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SchedExt.Bpf;

/// <summary>
/// Keeps one scheduler running: starts it, confirms with the kernel that it runs, watches it, tells it of CPU hotplug, starts it
/// again when its exit asks for that, and detaches it at the end. One host runs once. Thread-safe.
/// </summary>
public sealed partial class BpfSchedulerHost : IAsyncDisposable
{
    // Rules: _run is set once, by the first RunAsync, and not after disposal began. _running completes before _run does, or together with it. Events are
    // raised from the run's own task, one at a time, never under a lock.
    private readonly SchedulerObject _scheduler;
    private readonly BpfSchedulerHostOptions _options;
    private readonly ILogger _logger;
    private readonly KernelRoot _root = KernelRoot.Host;

    /// <summary>Completes at the first confirmed start, faults if that fails.</summary>
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Cancelled by disposal.</summary>
    private readonly CancellationTokenSource _disposing = new();

    private readonly object _lock = new();

    /// <summary>The one run; null before it begins. Guarded by <see cref="_lock"/>, as what follows is.</summary>
    private Task<SchedulerExit>? _run;

    private bool _disposed;

    /// <summary>Creates a host; nothing happens before <see cref="RunAsync"/>.</summary>
    /// <param name="scheduler">What to run.</param>
    /// <param name="logger">Gets starts, restarts, exits and topology changes; <see langword="null"/> for none.</param>
    /// <param name="options">Options; <see langword="null"/> for the defaults.</param>
    public BpfSchedulerHost(SchedulerObject scheduler, ILogger? logger = null, BpfSchedulerHostOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        _scheduler = scheduler;
        _logger = logger ?? NullLogger.Instance;
        _options = options ?? new();
    }

    /// <summary>Raised after each start that the kernel confirmed.</summary>
    public event Action<SchedulerStart>? Started;

    /// <summary>Raised before each restart.</summary>
    public event Action<SchedulerRestart>? Restarting;

    /// <summary>Raised when CPUs or nodes came or went while the scheduler runs.</summary>
    public event Action<NumaTopology>? TopologyChanged;

    /// <summary>
    /// Runs the scheduler until <paramref name="stop"/> is cancelled or the kernel ends it. Cancelling detaches and returns the
    /// exit, it does not throw; so does an ejection. Does not block the caller.
    /// </summary>
    /// <param name="stop">Ends the run.</param>
    /// <returns>How the last life of the scheduler ended.</returns>
    /// <exception cref="ObjectDisposedException">The host is disposed.</exception>
    /// <exception cref="InvalidOperationException">This host has run before.</exception>
    /// <exception cref="SchedulerBusyException">Another scheduler is attached.</exception>
    /// <exception cref="SchedulerRejectedException">The kernel ended the scheduler before it ran.</exception>
    /// <exception cref="BpfVerifierException">The verifier refused a program.</exception>
    /// <exception cref="BpfException">Another step of a start failed; see <see cref="BpfException.Kind"/>.</exception>
    /// <exception cref="FileNotFoundException">The scheduler's object file does not exist.</exception>
    /// <exception cref="KernelFileException">The machine's topology cannot be read.</exception>
    /// <exception cref="KernelFormatException">The machine's topology makes no sense.</exception>
    public Task<SchedulerExit> RunAsync(CancellationToken stop = default)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_run is not null) throw new InvalidOperationException("This host has run before; make another one.");
            return _run = Task.Run(() => RunAndReportAsync(stop), CancellationToken.None);
        }
    }

    /// <summary>Completes when the kernel has confirmed the first start: no exit recorded, state "enabled", the name ours.</summary>
    /// <param name="cancellation">Gives up waiting; the run goes on.</param>
    /// <exception cref="OperationCanceledException">The wait was given up, or the run was stopped, or the host disposed of, before it was confirmed.</exception>
    /// <exception cref="BpfException">The start failed, as <see cref="RunAsync"/> reports it.</exception>
    public Task WaitUntilRunningAsync(CancellationToken cancellation = default) => _running.Task.WaitAsync(cancellation);

    /// <summary>Stops the run, if there is one, and waits until the scheduler is detached. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? run;
        bool isFirst;
        lock (_lock)
        {
            isFirst = !_disposed;
            _disposed = true;
            run = _run;
        }

        if (isFirst) await _disposing.CancelAsync().ConfigureAwait(false);
        if (run is not null) await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _running.TrySetCanceled(CancellationToken.None);
        _disposing.Dispose();
    }

    private async Task<SchedulerExit> RunAndReportAsync(CancellationToken stop)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _disposing.Token);
            SchedulerExit exit = await RunLivesAsync(either.Token).ConfigureAwait(false);
            LogExit(_scheduler.Name, exit);
            SchedulerMeter.Exited(_scheduler.Name, exit);
            _running.TrySetCanceled(CancellationToken.None);
            return exit;
        }
        catch (Exception failure)
        {
            if (_running.Task.IsCompletedSuccessfully) LogEnded(_scheduler.Name, failure);
            else LogFailure(_scheduler.Name, failure);
            _running.TrySetException(failure);
            _ = _running.Task.Exception; // nobody needs to wait for it
            throw;
        }
    }
}
