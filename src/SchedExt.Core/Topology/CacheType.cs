namespace SchedExt;

/// <summary>What a cache holds. Kernel: <c>type</c> of a cache directory, <c>enum cache_type</c> of include/linux/cacheinfo.h.</summary>
public enum CacheType
{
    /// <summary>The kernel does not tell, or in a word this library does not know.</summary>
    Unknown,

    /// <summary>Data only.</summary>
    Data,

    /// <summary>Instructions only.</summary>
    Instruction,

    /// <summary>Data and instructions.</summary>
    Unified,
}
