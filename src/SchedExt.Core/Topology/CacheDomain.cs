namespace SchedExt;

/// <summary>A cache and the online CPUs that share it.</summary>
/// <remarks>Equality: by content. Order: none. Thread safety: immutable. Read from
/// <c>sys/devices/system/cpu/cpuN/cache/indexM</c> (drivers/base/cacheinfo.c).</remarks>
public sealed record CacheDomain
{
    /// <summary>How far the cache is from the CPU, 1 for the nearest.</summary>
    public required int Level { get; init; }

    /// <summary>What the cache holds.</summary>
    public required CacheType Type { get; init; }

    /// <summary>The kernel's number of the cache, unique among caches of its level; null when the kernel has none, as many have not.</summary>
    public required int? Id { get; init; }

    /// <summary>The size in bytes; null when unknown.</summary>
    public required long? SizeBytes { get; init; }

    /// <summary>The online CPUs that share the cache; never empty. A cache may span nodes.</summary>
    public required CpuSet Cpus { get; init; }
}
