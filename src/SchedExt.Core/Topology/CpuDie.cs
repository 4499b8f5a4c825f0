namespace SchedExt;

/// <summary>A die within a package: the online CPUs on one piece of silicon.</summary>
/// <remarks>Equality: by content. Order: none. Thread safety: immutable. Read from <c>die_id</c> in
/// <c>sys/devices/system/cpu/cpuN/topology</c>; kernels before 5.2 and some architectures know no dies.</remarks>
public sealed record CpuDie
{
    /// <summary>The kernel's number of the package the die is in.</summary>
    public required int PackageId { get; init; }

    /// <summary>The kernel's number of the die, unique within its package; null when it says -1, as on arm64: then the package counts as one die.</summary>
    public required int? Id { get; init; }

    /// <summary>The online CPUs of the die; never empty.</summary>
    public required CpuSet Cpus { get; init; }
}
