namespace SchedExt;

/// <summary>A physical core: the online CPUs that are its hardware threads.</summary>
/// <remarks>Equality: by content. Order: none. Thread safety: immutable. Read from <c>sys/devices/system/cpu/cpuN/topology</c>
/// (drivers/base/topology.c); an offline CPU has no such directory, so it is in no core.</remarks>
public sealed record PhysicalCore
{
    /// <summary>The position of the core in <see cref="NumaTopology.Cores"/>, from 0 on without holes.</summary>
    public required int Index { get; init; }

    /// <summary>The online hardware threads of the core; never empty.</summary>
    public required CpuSet Cpus { get; init; }

    /// <summary>The kernel's number of the core (<c>core_id</c>), unique within its package at best, with holes; null when unknown.</summary>
    public required int? CoreId { get; init; }

    /// <summary>The kernel's number of the die (<c>die_id</c>), unique within its package; null when unknown.</summary>
    public required int? DieId { get; init; }

    /// <summary>The kernel's number of the package (<c>physical_package_id</c>); null when unknown, as on most POWER and s390 machines.</summary>
    public required int? PackageId { get; init; }
}
