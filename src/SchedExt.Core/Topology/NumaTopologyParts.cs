namespace SchedExt;

/// <summary>What <see cref="NumaTopology.Read(KernelRoot, NumaTopologyParts)"/> reads beside CPUs and nodes, which it always reads.</summary>
/// <remarks>Each part costs files: cores about four a core, caches about five a cache, devices about ten a device. CPUs and nodes alone
/// are a dozen files and three a node, however many CPUs there are.</remarks>
[Flags]
public enum NumaTopologyParts
{
    /// <summary>Possible, present, online, isolated and tickless CPUs, and the nodes with memory and distances: nothing beside these.</summary>
    CpusAndNodes = 0,

    /// <summary>Cores, packages, dies and the capacity of CPUs.</summary>
    Cores = 1,

    /// <summary>Caches and last-level cache domains.</summary>
    Caches = 2,

    /// <summary>PCI devices.</summary>
    Devices = 4,

    /// <summary>Everything.</summary>
    All = Cores | Caches | Devices,
}
