namespace SchedExt;

/// <summary>A package, also called socket: the online CPUs on one piece that is plugged in. It may hold several nodes.</summary>
/// <remarks>Equality: by content. Order: none. Thread safety: immutable. Read from <c>sys/devices/system/cpu/cpuN/topology</c>.
/// Where the kernel has no number for packages, its sets of sibling CPUs (<c>core_siblings</c>) tell them apart.</remarks>
public sealed record CpuPackage
{
    /// <summary>The kernel's number of the package: any, such as 36 or 65536; null when unknown.</summary>
    /// <remarks>On s390 the numbers start anew in each book and drawer, so that two packages may have the same.</remarks>
    public required int? Id { get; init; }

    /// <summary>The online CPUs of the package; never empty.</summary>
    public required CpuSet Cpus { get; init; }
}
