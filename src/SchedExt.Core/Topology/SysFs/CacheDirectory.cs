using System.Buffers.Text;

namespace SchedExt;

/// <summary>Reads <c>sys/devices/system/cpu/cpuN/cache/indexM/{level,type,shared_cpu_map,shared_cpu_list,id,size}</c>.</summary>
/// <remarks>Kernel: drivers/base/cacheinfo.c. Indexes may have holes, and <c>id</c> and <c>size</c> may be missing.</remarks>
internal static class CacheDirectory
{
    /// <summary>The indexes of a CPU's caches, ascending; none where the kernel does not tell.</summary>
    public static List<int> ReadIndexes(SysFsReader reader, int cpu)
        => SysFsReader.Numbers(reader.Names($"{CpuDirectory.Path}/cpu{cpu}/cache"), "index");

    /// <summary>Reads one cache of a CPU, with the online CPUs that share it, the CPU itself always; null when the level is unknown,
    /// or which CPUs share it.</summary>
    public static CacheDomain? Read(SysFsReader reader, int cpu, int index, CpuSet online)
    {
        string path = $"{CpuDirectory.Path}/cpu{cpu}/cache/index{index}";
        if (reader.Number($"{path}/level") is not { } level || level <= 0)
        {
            return null;
        }

        CpuSet? shared = reader.NonEmptyMask($"{path}/shared_cpu_map") ?? reader.List($"{path}/shared_cpu_list") ?? reader.Mask($"{path}/shared_cpu_map");
        return shared is not { } cpus ? null : new CacheDomain
        {
            Level = level,
            Type = ParseType(reader.Bytes($"{path}/type")),
            Id = reader.Number($"{path}/id"),
            SizeBytes = ParseSize(reader.Bytes($"{path}/size")),
            Cpus = (cpus & online).With(cpu),
        };
    }

    private static CacheType ParseType(ReadOnlySpan<byte> text)
        => text.StartsWith("Data"u8) ? CacheType.Data
            : text.StartsWith("Instruction"u8) ? CacheType.Instruction
            : text.StartsWith("Unified"u8) ? CacheType.Unified : CacheType.Unknown;

    /// <summary>A size such as <c>32768K</c>; the kernel prints no other unit.</summary>
    private static long? ParseSize(ReadOnlySpan<byte> text)
        => Utf8Parser.TryParse(text, out int kibibytes, out int used) && kibibytes >= 0 && text[used..].StartsWith("K"u8) ? kibibytes * 1024L : null;
}
