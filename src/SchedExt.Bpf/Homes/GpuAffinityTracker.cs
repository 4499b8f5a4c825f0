using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>
/// Keeps processes that use a GPU at home on its node, with their children: finds them by their open files, and tells
/// <see cref="AiNumaScheduler"/>. A process with GPUs of two nodes is left alone, as is one with a GPU whose node is not known. Nobody's
/// affinity is touched. Thread-safe; one scan at a time.
/// </summary>
public sealed partial class GpuAffinityTracker : IDisposable
{
    private static readonly TimeSpan s_devicesInterval = TimeSpan.FromSeconds(30);

    private readonly AiNumaScheduler _scheduler;
    private readonly GpuAffinityOptions _options;
    private readonly ILogger _logger;
    private readonly object _lock = new();

    /// <summary>Who is at home where. Guarded by <see cref="_lock"/>, as is all that follows.</summary>
    private readonly Dictionary<int, GpuHome> _homes = [];

    /// <summary>What the scheduler could not be told; tried again at each scan.</summary>
    private readonly Dictionary<int, GpuHomeChange> _untold = [];

    private GpuDeviceMap _devices;
    private GpuProcessReader _reader;
    private GpuFamilies _families = new();
    private long _devicesReadAt;

    /// <summary>Creates it; nothing is looked at before the first scan.</summary>
    /// <param name="scheduler">Who is told. It need not run yet, and may start again meanwhile.</param>
    /// <param name="options">Options; <see langword="null"/> for the defaults.</param>
    /// <param name="logger">Where changes are logged; <see langword="null"/> for nowhere.</param>
    /// <exception cref="ArgumentNullException"><paramref name="scheduler"/> is null.</exception>
    public GpuAffinityTracker(AiNumaScheduler scheduler, GpuAffinityOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        (_scheduler, _options, _logger) = (scheduler, options ?? new(), logger ?? NullLogger.Instance);
        _devices = GpuDeviceMap.Read(_options.Devices);
        _reader = new GpuProcessReader(_options.Processes, _devices, _options.Devices);
        _devicesReadAt = _options.Clock.GetTimestamp();
    }

    /// <summary>Raised within a scan for each process whose home changed, by the thread that scans. What a listener throws is logged.</summary>
    public event Action<GpuHomeChange>? Changed;

    /// <summary>The GPUs as last read; they are read again every 30 s.</summary>
    public IReadOnlyList<GpuDevice> Devices
    {
        get
        {
            lock (_lock) return _devices.Devices;
        }
    }

    /// <summary>Who is at home where now, in order of process ids: a copy.</summary>
    public IReadOnlyList<GpuHome> Homes
    {
        get
        {
            lock (_lock) return [.. _homes.Values.OrderBy(home => home.Pid)];
        }
    }

    /// <summary>Scans at each <see cref="GpuAffinityOptions.Interval"/> until it is stopped; then it returns. Homes stay as they are. A scan that fails
    /// is logged, and the next one goes on.</summary>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(CancellationToken stop = default)
    {
        // The first scan reads every process.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var timer = new PeriodicTimer(_options.Interval, _options.Clock);
        try
        {
            do TryScan();
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private void TryScan()
    {
        try
        {
            Scan();
        }
        catch (Exception failure)
        {
            LogScan(failure);
        }
    }

    /// <summary>Scans once.</summary>
    /// <returns>What was looked at, and found to be other than before.</returns>
    public GpuScan Scan()
    {
        lock (_lock)
        {
            HashSet<int> before = RefreshDevices();
            if (_devices.Devices.Count == 0 && _homes.Count == 0) return new GpuScan([], [], 0, 0, 0);

            foreach (GpuHomeChange change in _untold.Values.ToArray()) Apply(change);
            GpuScan scan = _reader.Scan(_homes.Keys);
            List<GpuHomeChange> changes = _families.Apply(scan);
            before.ExceptWith(changes.Select(change => change.Pid));
            foreach (int pid in before) Apply(new GpuHomeChange(pid, null, [], _reader.Find(pid) is null));
            foreach (GpuHomeChange change in changes) Apply(change);
            if (scan.Ended.Count > 0) _scheduler.ForgetEndedProcesses();
            return scan;
        }
    }

    /// <summary>Frees what it reads with. Homes stay as they are.</summary>
    public void Dispose()
    {
        lock (_lock) _reader.Dispose();
    }

    /// <summary>Starts anew where GPUs came, went or were moved.</summary>
    /// <returns>Who was at home before that, and has to show again that it is.</returns>
    private HashSet<int> RefreshDevices()
    {
        if (_options.Clock.GetElapsedTime(_devicesReadAt) < s_devicesInterval) return [];
        _devicesReadAt = _options.Clock.GetTimestamp();
        GpuDeviceMap now = GpuDeviceMap.Read(_options.Devices);
        if (now.Equals(_devices)) return [];

        _reader.Dispose();
        _devices = now;
        _reader = new GpuProcessReader(_options.Processes, _devices, _options.Devices);
        _families = new GpuFamilies();
        _untold.Clear(); // all is found again
        return [.. _homes.Keys];
    }

    private void Apply(GpuHomeChange change)
    {
        // A node without CPUs is nobody's home.
        int? node = change.Node is { } id && _scheduler.KnowsNode(id) ? id : null;
        bool was = _homes.ContainsKey(change.Pid);
        if (node is null && !was)
        {
            _untold.Remove(change.Pid);
            return;
        }

        if (!Tell(change.Pid, node, change.HasEnded))
        {
            _untold[change.Pid] = change;
            return;
        }

        _untold.Remove(change.Pid);

        if (node is { } home) _homes[change.Pid] = new GpuHome(change.Pid, home, change.Gpus);
        else _homes.Remove(change.Pid);
        LogHome(change.Pid, node, change.Gpus.Count);
        try
        {
            Changed?.Invoke(change with { Node = node });
        }
        catch (Exception failure)
        {
            LogListener(failure);
        }
    }

    /// <returns>Whether it is so now. A process that ended meanwhile is gone by the next scan.</returns>
    private bool Tell(int pid, int? node, bool hasEnded)
    {
        try
        {
            if (!IsOurNamespace())
            {
                _scheduler.SetHome(pid, node);
                return true;
            }

            // What is kept for a process goes with it, so nobody inherits it with the id.
            if (hasEnded) return true;
            using SafeFileHandle? pidfd = ProcessFd.Open(pid);
            // Opened by its id, so it is asked again who that is.
            return node is null
                ? pidfd is null || _scheduler.SetHome(pidfd, node) || true
                : pidfd is not null && _reader.Find(pid) is { } process && _reader.IsAlive(process) && _scheduler.SetHome(pidfd, node);
        }
        catch (Exception failure) when (failure is BpfException or ArgumentOutOfRangeException)
        {
            // The table is full, or the scheduler was started again with other nodes.
            LogFailure(pid, failure);
            return false;
        }
    }

    private bool IsOurNamespace() => _options.Processes.ReadLink("proc/self") == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(20, LogLevel.Debug, "Process {Pid} is at home on node {Node}, with {Gpus} GPUs open.")]
    private partial void LogHome(int pid, int? node, int gpus);

    [LoggerMessage(23, LogLevel.Error, "A listener of Changed threw.")]
    private partial void LogListener(Exception failure);

    [LoggerMessage(22, LogLevel.Error, "Processes that use GPUs could not be looked at; it is tried again at the next scan.")]
    private partial void LogScan(Exception failure);

    [LoggerMessage(21, LogLevel.Warning, "Process {Pid} cannot be given its home.")]
    private partial void LogFailure(int pid, Exception failure);
}
