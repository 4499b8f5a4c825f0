namespace SchedExt.Bpf;

/// <summary>
/// One life of a scheduler, from open to detached: the loop body of a C loader's main(). Made by <see cref="Start"/>, ended by
/// <see cref="End"/>. Not thread-safe.
/// </summary>
internal sealed class SchedulerSession : IDisposable
{
    private readonly SchedulerObject _scheduler;
    private readonly KernelRoot _root;
    private readonly BpfObject _object;
    private SchedulerAttachment? _attachment;
    private bool _unloaded;

    private SchedulerSession(SchedulerObject scheduler, KernelRoot root, BpfObject loaded, NumaTopology topology, ulong sequence)
    {
        _scheduler = scheduler;
        _root = root;
        _object = loaded;
        Topology = topology;
        HotplugSequence = sequence;
    }

    internal string SchedulerName => _object.SchedulerName;

    /// <summary>The topology that the scheduler knows.</summary>
    internal NumaTopology Topology { get; private set; }

    /// <summary>The hotplug sequence that <see cref="Topology"/> was read at.</summary>
    internal ulong HotplugSequence { get; private set; }

    /// <summary>Opens, configures, loads and attaches. The kernel may still refuse afterwards: see <see cref="TryConfirm"/>.</summary>
    internal static SchedulerSession Start(SchedulerObject scheduler, KernelRoot root)
    {
        (NumaTopology topology, ulong sequence) = ReadTopology(scheduler, root);
        SchedulerSession session = Load(scheduler, root, topology, sequence);
        try
        {
            scheduler.OnLoaded(session._object, topology);
            session._attachment = session._object.Attach();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Has the kernel confirmed the start? Its link is returned even where the start fails later, and for a moment the state may
    /// be "disabling", the name still ours and the record empty: only enabled, ours and no exit together mean running.
    /// </summary>
    /// <returns><see langword="null"/> while it is undecided.</returns>
    internal bool? TryConfirm(out SchedulerExit? exit)
    {
        exit = ReadExit();
        if (exit is not null) return false;
        SchedExtState state = SchedExtState.Read(_root);
        if (state.State == "enabled" && state.RunningScheduler == SchedulerName) return ReadExit() is null ? true : null;
        if (state.State != "disabled" || _object.KeepsExitRecord) return null;
        exit = Unrecorded;
        return false;
    }

    /// <summary>How the scheduler ended, or <see langword="null"/> while it has not. Shared memory, if the object keeps a record.</summary>
    internal SchedulerExit? ReadExit()
    {
        if (_object.KeepsExitRecord) return _object.ReadExit();
        return _attachment is null || SchedExtState.ReadRunning(_root) == SchedulerName ? null : Unrecorded;
    }

    /// <summary>Lets a scheduler that handles hotplug know what changed. What fails is done anew at the next call.</summary>
    /// <returns>Whether the topology is another.</returns>
    internal bool RefreshTopology()
    {
        if (SchedExtState.ReadHotplugSequence(_root) == HotplugSequence) return false;
        (NumaTopology topology, ulong sequence) = ReadTopology(_scheduler, _root);
        bool isOther = !topology.HasSameCpusAndNodes(Topology);
        if (isOther && _object.HandlesHotplug) _scheduler.OnTopologyChanged(topology);
        HotplugSequence = sequence;
        if (isOther) Topology = topology;
        return isOther;
    }

    /// <summary>Detaches and reads how it ended, the counters included.</summary>
    internal SchedulerExit End()
    {
        _attachment?.Dispose();
        SchedulerExit exit = (_object.KeepsExitRecord ? _object.ReadExit() : null) ?? Stopped;
        Dispose();
        return exit;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _attachment?.Dispose();
        if (!_unloaded) _scheduler.OnUnloading();
        _unloaded = true;
        _object.Dispose();
    }

    private static SchedulerSession Load(SchedulerObject scheduler, KernelRoot root, NumaTopology topology, ulong sequence)
    {
        using OpenBpfObject opened = scheduler.Open();
        if (opened.Ops.Declares("hotplug_seq")) opened.Ops.HotplugSequence = sequence;
        scheduler.Configure(opened, topology);
        return new SchedulerSession(scheduler, root, opened.Load(), topology, sequence);
    }

    // The sequence is read before and after: the kernel compares it at attach, and a CPU that comes while we read would
    // otherwise go unnoticed. In a storm the last pair is taken, and the kernel says that it is stale.
    private static (NumaTopology Topology, ulong Sequence) ReadTopology(SchedulerObject scheduler, KernelRoot root)
    {
        const int Attempts = 5;
        for (int attempt = 1; ; attempt++)
        {
            ulong before = SchedExtState.ReadHotplugSequence(root);
            NumaTopology topology = NumaTopology.Read(root, scheduler.TopologyParts);
            if (attempt == Attempts || SchedExtState.ReadHotplugSequence(root) == before) return (topology, before);
        }
    }

    private static SchedulerExit Unrecorded => new(SchedulerExitKind.Unrecorded, default, "ended; the object keeps no exit record", "", "");

    private static SchedulerExit Stopped => new(SchedulerExitKind.Unregistered, default, "unregistered from user space", "", "");
}
