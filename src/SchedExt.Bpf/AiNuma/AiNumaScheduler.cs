using System.Reflection;

namespace SchedExt.Bpf;

/// <summary>
/// The scheduler <c>ai_numa</c>: runs tasks with short bursts as soon as they wake up, shares the rest of the CPUs fairly, and
/// keeps tasks on their home node: the one where they first ran, or which <see cref="SetHome"/> says. Its object is embedded in this assembly (source: <c>bpf/ai_numa.bpf.c</c>). Thread-safe.
/// </summary>
public sealed class AiNumaScheduler : SchedulerObject
{
    private const string ObjectResource = "ai_numa.bpf.o";

    /// <summary>The program keeps waits to about a part of the watchdog's time, since its clocks are approximate.</summary>
    private const uint WaitsPerTimeout = 4;

    private static readonly string[] s_mapsByNode = ["nodes", "node_masks"], s_mapsByLlc = ["llcs", "llc_masks"], s_mapsByCpu = ["cpus", "cpu_states", "counters"];
    private static readonly string[] s_mapsByGroup = ["groups", "group_names"];

    private readonly AiNumaOptions _options;
    private readonly object _lock = new();

    /// <summary>Homes by process, kept for restarts. Guarded by <see cref="_lock"/>.</summary>
    private readonly Dictionary<int, int> _homes = [];

    /// <summary>Counters of runs that ended, by node id. Guarded by <see cref="_lock"/>.</summary>
    private readonly SortedDictionary<int, AiNumaNodeStatistics> _past = [];

    /// <summary>The maps while an object is loaded. Guarded by <see cref="_lock"/>.</summary>
    private AiNumaTables? _tables;

    private AiNumaTopology? _configured;
    private bool _isPartial;

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
    /// before 6.17 only, with <see cref="CpuLimitPolicy.Accept"/>.
    /// </summary>
    public IReadOnlyList<string> LiftedCpuLimits { get; private set; } = [];

    /// <summary>
    /// Says where a process is at home: the node of its GPU, say. Its threads and later children's threads of the same process
    /// wait in that node's queue and prefer its idle CPUs, while their affinity allows it. Nothing needs restoring: it is a hint,
    /// in force from each thread's next wake-up, kept across restarts, and gone with the scheduler.
    /// </summary>
    /// <param name="tgid">The process id, in the host's pid namespace.</param>
    /// <param name="node">The kernel's id of a node that has CPUs; <see langword="null"/> takes the home away.</param>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive, or the running scheduler knows no such node with CPUs.</exception>
    /// <exception cref="BpfException">The kernel's table is full: 65,536 processes.</exception>
    public void SetHome(int tgid, int? node)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tgid, 1);
        lock (_lock)
        {
            if (node is { } id && _tables?.HasNode(id) == false)
                throw new ArgumentOutOfRangeException(nameof(node), id, $"This machine has no NUMA node {id} with CPUs.");
            _tables?.SetHome(tgid, node);
            if (node is { } home) _homes[tgid] = home;
            else _homes.Remove(tgid);
        }
    }

    /// <summary>The counters now: sums over shared memory, without a system call. Before the first start there are no nodes.</summary>
    public AiNumaStatistics ReadStatistics()
    {
        lock (_lock)
        {
            SortedDictionary<int, AiNumaNodeStatistics> nodes = new(_past);
            foreach (AiNumaNodeStatistics now in _tables?.Read() ?? []) nodes[now.Id] = Sum(nodes.GetValueOrDefault(now.Id), now);
            return new AiNumaStatistics([.. nodes.Values]) { Cgroups = _tables?.Cgroups.Read() ?? [], CgroupsWithoutRoom = _tables?.Cgroups.Folded ?? 0 };
        }
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
        _options.ApplyPolicy(opened);
        _configured = AiNumaTopology.From(topology);
        int nodes = _configured.Nodes.Length, llcs = _configured.Llcs.Length, cpus = _configured.Cpus.Length;
        opened.SetReadOnly("nr_nodes", (uint)nodes);
        opened.SetReadOnly("nr_llcs", (uint)llcs);
        opened.SetReadOnly("nr_near", (uint)_configured.NearCount);
        opened.SetReadOnly("nr_cpus", (uint)cpus);
        opened.SetReadOnly("wait_max_ns", opened.Ops.TimeoutMilliseconds * 1_000_000UL / WaitsPerTimeout);
        foreach (string map in s_mapsByNode) opened.SetMaxEntries(map, nodes);
        foreach (string map in s_mapsByLlc) opened.SetMaxEntries(map, llcs);
        foreach (string map in s_mapsByCpu) opened.SetMaxEntries(map, cpus);
        opened.SetMaxEntries("clocks", llcs + cpus);
        opened.SetMaxEntries("llc_cpus", _configured.LlcCpus.Length);
        opened.SetMaxEntries("near", Math.Max(1, _configured.Near.Length));
        opened.SetMaxEntries("steals", nodes * nodes);
        opened.SetReadOnly("nr_groups", (uint)_options.MaximumCgroups);
        foreach (string map in s_mapsByGroup) opened.SetMaxEntries(map, _options.MaximumCgroups);
        // Flags of the caller's replace the object's, and without this one the kernel lets a CPU's only task go on beyond its limit.
        opened.Ops.Flags |= (ulong)SchedulerFlags.EnqueueLast;
        if (_options.CpuLimits == CpuLimitPolicy.Partial && AiNumaCpuLimits.Lifted(KernelRoot.Host).Count > 0) opened.Ops.Flags |= (ulong)SchedulerFlags.SwitchPartial;
        _isPartial = (opened.Ops.Flags & (ulong)SchedulerFlags.SwitchPartial) != 0;
    }

    /// <inheritdoc/>
    public override void OnLoaded(BpfObject loaded, NumaTopology topology)
    {
        LiftedCpuLimits = _isPartial ? [] : AiNumaCpuLimits.Lifted(KernelRoot.Host);
        AiNumaCpuLimits.ThrowIfRefused(Name, _options.CpuLimits, LiftedCpuLimits);
        lock (_lock)
        {
            _tables = new AiNumaTables(loaded, _configured!);
            foreach ((int tgid, int node) in _homes) _tables.SetHome(tgid, node);
        }
    }

    /// <inheritdoc/>
    public override void OnTopologyChanged(NumaTopology topology)
    {
        lock (_lock) _tables?.Refresh(AiNumaTopology.From(topology));
    }

    /// <inheritdoc/>
    public override void OnUnloading()
    {
        lock (_lock)
        {
            foreach (AiNumaNodeStatistics last in _tables?.Read() ?? []) _past[last.Id] = Sum(_past.GetValueOrDefault(last.Id), last);
            _tables?.Dispose();
            _tables = null;
        }
    }

    private static AiNumaNodeStatistics Sum(AiNumaNodeStatistics? past, AiNumaNodeStatistics now) => past?.Plus(now) ?? now;
}
