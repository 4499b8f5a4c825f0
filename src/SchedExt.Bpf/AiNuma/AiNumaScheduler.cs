using System.Reflection;

namespace SchedExt.Bpf;

/// <summary>
/// The scheduler <c>ai_numa</c>: runs tasks with short bursts as soon as they wake up, shares the rest of the CPUs fairly, and
/// keeps tasks on their home node: the one where they first ran, or which <see cref="SetHome(int, int?)"/> says. Its object is embedded in this assembly (source: <c>bpf/ai_numa.bpf.c</c>). Thread-safe.
/// </summary>
public sealed partial class AiNumaScheduler : SchedulerObject
{
    private const string ObjectResource = "ai_numa.bpf.o";

    /// <summary>The program keeps waits to about a part of the watchdog's time, since its clocks are approximate.</summary>
    private const uint WaitsPerTimeout = 4;

    private static readonly string[] s_mapsByNode = ["nodes", "node_masks"], s_mapsByLlc = ["llcs", "llc_masks"], s_mapsByCpu = ["cpus", "cpu_states", "counters"];

    private readonly AiNumaOptions _options;
    private readonly object _lock = new();

    /// <summary>Homes, kept for restarts. Guarded by <see cref="_lock"/>.</summary>
    private readonly AiNumaHomes _homes = new();

    /// <summary>Counters of runs that ended, by node id. Guarded by <see cref="_lock"/>.</summary>
    private readonly SortedDictionary<int, AiNumaNodeStatistics> _past = [];

    /// <summary>The maps while an object is loaded. Guarded by <see cref="_lock"/>.</summary>
    private AiNumaTables? _tables;

    private AiNumaTopology? _configured;

    /// <summary>Creates it; nothing is loaded before a host starts it.</summary>
    /// <param name="options">Options; <see langword="null"/> for the defaults.</param>
    public AiNumaScheduler(AiNumaOptions? options = null) : this("ai_numa", options ?? new())
    {
    }

    private AiNumaScheduler(string name, AiNumaOptions options) : base(name, options) => _options = options;

    /// <inheritdoc/>
    public override NumaTopologyParts TopologyParts => NumaTopologyParts.Caches;

    /// <summary>The counters now: sums over shared memory, without a system call. Before the first start there are no nodes.</summary>
    public AiNumaStatistics ReadStatistics()
    {
        lock (_lock)
        {
            SortedDictionary<int, AiNumaNodeStatistics> nodes = new(_past);
            foreach (AiNumaNodeStatistics now in _tables?.Read() ?? []) nodes[now.Id] = Sum(nodes.GetValueOrDefault(now.Id), now);
            return new AiNumaStatistics([.. nodes.Values]);
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
    }

    /// <inheritdoc/>
    public override void OnLoaded(BpfObject loaded, NumaTopology topology)
    {
        lock (_lock)
        {
            _tables = new AiNumaTables(loaded, _configured!);
            _homes.GiveTo(_tables);
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
