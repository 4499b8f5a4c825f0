namespace SchedExt.Bpf;

/// <summary>
/// Says what to load: how to open it, what to set before load, what to fill in after. A host calls its methods in order, from
/// one thread at a time, at every start; one object serves one host. Not thread-safe; a scheduler that is says so.
/// </summary>
public abstract class SchedulerObject
{
    private readonly SchedulerOptions _options;

    /// <summary>Creates it.</summary>
    /// <param name="name">A name for messages.</param>
    /// <param name="options">What to set at each start.</param>
    protected SchedulerObject(string name, SchedulerOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        (Name, _options) = (name, options);
    }

    /// <summary>The scheduler's name, for messages.</summary>
    public string Name { get; }

    /// <summary>What the topology given to the methods below holds, beside CPUs and nodes: reading less makes starts quicker.</summary>
    /// <value>Everything, unless overridden.</value>
    public virtual NumaTopologyParts TopologyParts => NumaTopologyParts.All;

    /// <summary>Any sched_ext object file. It needs no preparation: values it wants from the kernel's enums are filled in.</summary>
    /// <param name="path">The file; it is read anew at each start.</param>
    /// <param name="options">What to set at each start; <see langword="null"/> leaves all as the object says.</param>
    public static SchedulerObject FromFile(string path, SchedulerOptions? options = null) => new FileSchedulerObject(path, options ?? new());

    /// <summary>Opens the object.</summary>
    /// <exception cref="BpfException">It cannot be opened.</exception>
    public abstract OpenBpfObject Open();

    /// <summary>Sets values and sizes before load. The base method applies the options.</summary>
    /// <param name="opened">The open object.</param>
    /// <param name="topology">The machine as it is now.</param>
    public virtual void Configure(OpenBpfObject opened, NumaTopology topology)
    {
        ArgumentNullException.ThrowIfNull(opened);
        _options.Apply(opened);
    }

    /// <summary>Fills maps between load and attach.</summary>
    /// <param name="loaded">The loaded object; it lives until <see cref="OnUnloading"/>.</param>
    /// <param name="topology">The machine as it is now.</param>
    public virtual void OnLoaded(BpfObject loaded, NumaTopology topology)
    {
    }

    /// <summary>The kernel runs it: the place for what a start need not wait for.</summary>
    internal virtual void OnConfirmed()
    {
    }

    /// <summary>Refreshes maps after CPUs came or went while the scheduler runs. After an I/O or format error, or a <see cref="BpfException"/>, it is called again.</summary>
    /// <param name="topology">The machine as it is now.</param>
    public virtual void OnTopologyChanged(NumaTopology topology)
    {
    }

    /// <summary>The scheduler is detached and its maps are about to go: the last chance to read them.</summary>
    public virtual void OnUnloading()
    {
    }
}
