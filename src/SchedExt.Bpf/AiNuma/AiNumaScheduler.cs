using System.Reflection;

namespace SchedExt.Bpf;

/// <summary>
/// The scheduler <c>ai_numa</c>: runs tasks with short bursts as soon as they wake up, shares the rest of the CPUs fairly, and
/// keeps tasks on their home node: the one that <see cref="SetHome(int, int?)"/> says, else that of their memory policy, else where they settled. Its object is embedded in this assembly (source: <c>bpf/ai_numa.bpf.c</c>). Thread-safe.
/// </summary>
public sealed partial class AiNumaScheduler : SchedulerObject
{
    private const string ObjectResource = "ai_numa.bpf.o";

    /// <summary>The program keeps waits to about a part of the watchdog's time, since its clocks are approximate.</summary>
    private const uint WaitsPerTimeout = 4;

    private static readonly Version s_idleByNode = new(6, 15); // SCX_OPS_BUILTIN_IDLE_PER_NODE
    private static readonly string[] s_mapsByNode = ["nodes", "node_masks"], s_mapsByLlc = ["llcs", "llc_masks"], s_mapsByCpu = ["cpus", "cpu_states", "counters"];
    private static readonly string[] s_mapsByGroup = ["groups", "group_names"];
    private static readonly string[] s_mapsByQueue = ["clocks", "queue_states"];

    private readonly object _lock = new();

    /// <summary>Homes, kept for restarts. Guarded by <see cref="_lock"/>.</summary>
    private readonly AiNumaHomes _homes = new();

    /// <summary>Set at each start, and by <see cref="Update"/>. Guarded by <see cref="_lock"/>.</summary>
    private AiNumaOptions _options;

    /// <summary>Counters of runs that ended. Guarded by <see cref="_lock"/>.</summary>
    private AiNumaStatistics _past = new([]);

    /// <summary>The maps while an object is loaded. Guarded by <see cref="_lock"/>.</summary>
    private AiNumaTables? _tables;

    private AiNumaTopology? _configured;
    private bool _hasAllTasks;

    /// <summary>Creates it; nothing is loaded before a host starts it.</summary>
    /// <param name="options">Options; <see langword="null"/> for the defaults.</param>
    public AiNumaScheduler(AiNumaOptions? options = null) : this("ai_numa", options ?? new())
    {
    }

    private AiNumaScheduler(string name, AiNumaOptions options) : base(name, options) => _options = options;

    /// <inheritdoc/>
    public override NumaTopologyParts TopologyParts => NumaTopologyParts.Caches;

    /// <summary>
    /// Cgroups whose cpu.max is not enforced since the last start, each with its limit: "/kubepods/pod1 (50000 100000)". On kernels
    /// before 6.17 only. All cgroups are looked at for each answer, so limits that were set since the start are told too:
    /// <see cref="AiNumaOptions.CpuLimits"/> decides by those that there are at a start.
    /// </summary>
    public IReadOnlyList<string> LiftedCpuLimits => _hasAllTasks ? AiNumaCpuLimits.Lifted(KernelRoot.Host) : [];

    /// <summary>What the scheduler goes by.</summary>
    public AiNumaOptions Options
    {
        get
        {
            lock (_lock) return _options;
        }
    }

    /// <summary>
    /// Changes options, at once if the scheduler runs: each decision reads them anew, from shared memory. A start to come uses them too.
    /// </summary>
    /// <param name="options">All options; <c>Options with { … }</c> changes some.</param>
    /// <exception cref="ArgumentException">An option differs that only a start can set: those of every scheduler (<see cref="SchedulerOptions"/>), <see cref="AiNumaOptions.MaximumCgroups"/>,
    /// <see cref="AiNumaOptions.CpuLimits"/>. Nothing has changed then.</exception>
    public void Update(AiNumaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_lock)
        {
            string[] differing = [.. _options.StartOnlyDifferences(options)];
            if (differing.Length > 0)
                throw new ArgumentException($"Only the start of a scheduler can set {string.Join(", ", differing)}: end this one, and start another with these options.", nameof(options));
            _options = options;
            _tables?.Apply(options);
        }
    }

    /// <summary>
    /// The counters, which are sums over shared memory; what waits, for which the kernel is asked once (one system call, which looks at each
    /// queue); and the kernel's own counters, one file. The scheduler's decisions do nothing for it beyond counting.
    /// </summary>
    /// <returns>Before the first start there are no nodes; while no start is in force, nothing waits.</returns>
    /// <exception cref="BpfException">The kernel refused to run the program that looks at the queues.</exception>
    public AiNumaStatistics ReadStatistics()
    {
        lock (_lock)
        {
            _tables?.LookAtQueues();
            if (_tables is not { } tables) return _past;
            AiNumaStatistics now = tables.Read() with
            {
                KernelEvents = SchedExtEvents.Read(KernelRoot.Host),
                Cgroups = tables.Cgroups.Read(),
                CgroupsWithoutRoom = tables.Cgroups.Folded,
            };
            return now.Plus(_past);
        }
    }

    /// <summary>The counters alone, without a system call: nothing waits in them.</summary>
    internal AiNumaStatistics ReadCounters()
    {
        lock (_lock) return _tables?.Read(queues: false).Plus(_past) ?? _past;
    }

    /// <summary>The cgroups with a CPU limit, from shared memory alone.</summary>
    internal IReadOnlyList<AiNumaCgroupStatistics> ReadCgroups()
    {
        lock (_lock) return _tables?.Cgroups.Read() ?? [];
    }

    // SAFETY: the resource is mapped with the assembly and stays; libbpf copies it.
    /// <inheritdoc/>
    public override unsafe OpenBpfObject Open()
    {
        using var resource = (UnmanagedMemoryStream)Assembly.GetExecutingAssembly().GetManifestResourceStream(ObjectResource)!;
        return OpenBpfObject.Open(new ReadOnlySpan<byte>(resource.PositionPointer, (int)resource.Length), Name);
    }

    /// <inheritdoc/>
    public override void Configure(OpenBpfObject opened, NumaTopology topology)
    {
        base.Configure(opened, topology);
        lock (_lock)
        {
            foreach ((string variable, ulong value, bool isTime) in _options.Policy())
            {
                if (isTime) opened.SetVariable(variable, value);
                else opened.SetVariable(variable, (uint)value);
            }
        }

        _configured = AiNumaTopology.From(topology);
        int nodes = _configured.Nodes.Length, llcs = _configured.Llcs.Length, cpus = _configured.Cpus.Length;
        opened.SetReadOnly("nr_nodes", (uint)nodes);
        opened.SetReadOnly("nr_llcs", (uint)llcs);
        opened.SetReadOnly("nr_near", (uint)_configured.NearCount);
        opened.SetReadOnly("nr_cpus", (uint)cpus);
        if (nodes > 1 && Environment.OSVersion.Version >= s_idleByNode)
        {
            opened.Ops.Flags |= (ulong)SchedulerFlags.BuiltinIdlePerNode;
            opened.SetReadOnly("idle_by_node", (byte)1);
        }

        opened.SetReadOnly("wait_max_ns", opened.Ops.TimeoutMilliseconds * 1_000_000UL / WaitsPerTimeout);
        foreach (string map in s_mapsByNode) opened.SetMaxEntries(map, nodes);
        foreach (string map in s_mapsByLlc) opened.SetMaxEntries(map, llcs);
        foreach (string map in s_mapsByCpu) opened.SetMaxEntries(map, cpus);
        foreach (string map in s_mapsByQueue) opened.SetMaxEntries(map, llcs + cpus);
        opened.SetMaxEntries("llc_cpus", _configured.LlcCpus.Length);
        opened.SetMaxEntries("near", Math.Max(1, _configured.Near.Length));
        opened.SetMaxEntries("steals", nodes * nodes);
        opened.SetReadOnly("nr_groups", (uint)_options.MaximumCgroups);
        foreach (string map in s_mapsByGroup) opened.SetMaxEntries(map, _options.MaximumCgroups);
        // Flags of the caller's replace the object's, and without this one the kernel lets a CPU's only task go on beyond its limit.
        opened.Ops.Flags |= (ulong)SchedulerFlags.EnqueueLast;
        if (_options.CpuLimits == CpuLimitPolicy.Partial && KernelOps.Has(KernelRoot.Host, KernelOps.Bandwidth) != true) opened.Ops.Flags |= (ulong)SchedulerFlags.SwitchPartial;
        _hasAllTasks = (opened.Ops.Flags & (ulong)SchedulerFlags.SwitchPartial) == 0;
    }

    /// <inheritdoc/>
    public override void OnLoaded(BpfObject loaded, NumaTopology topology)
    {
        AiNumaCpuLimits.ThrowIfRefused(Name, _options.CpuLimits, LiftedCpuLimits);
        lock (_lock)
        {
            _tables = new AiNumaTables(loaded, _configured!);
            _tables.Apply(_options); // what changed since Configure
            _homes.GiveTo(_tables);
        }
    }

    /// <inheritdoc/>
    internal override void OnConfirmed() => AiNumaMeter.Add(this);

    /// <inheritdoc/>
    public override void OnTopologyChanged(NumaTopology topology)
    {
        lock (_lock) _tables?.Refresh(AiNumaTopology.From(topology));
    }

    /// <inheritdoc/>
    public override void OnUnloading()
    {
        AiNumaMeter.Remove(this);
        lock (_lock)
        {
            _past = _tables?.Read(queues: false).Plus(_past) ?? _past;
            _tables?.Dispose();
            _tables = null;
        }
    }
}
