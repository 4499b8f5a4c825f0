using System.Buffers.Text;

namespace SchedExt;

/// <summary>Reads <c>sys/devices/system/cpu/cpuN/cache/indexM/{level,type,shared_cpu_map,shared_cpu_list,id,size}</c>.</summary>
/// <remarks>Kernel: drivers/base/cacheinfo.c. Indexes may have holes, and <c>id</c> and <c>size</c> may be missing.</remarks>
internal static class CacheDirectory
{
    /// <summary>The indexes of a CPU's caches, ascending; none where the kernel does not tell.</summary>
    public static List<int> ReadIndexes(SysFsReader reader, int cpu)
        => SysFsReader.Numbers(reader.Names($"{CpuDirectory.Path}/cpu{cpu}/cache"), "index");

    /// <summary>Reads who shares one cache of a CPU, from the mask rather than the list; null when it does not tell.</summary>
    public static CpuSet? ReadSharing(SysFsReader reader, int cpu, int index)
    {
        string path = PathOf(cpu, index);
        return reader.NonEmptyMask($"{path}/shared_cpu_map") ?? ReadSharingList(reader, cpu, index) ?? reader.Mask($"{path}/shared_cpu_map");
    }

    /// <summary>Reads who shares one cache of a CPU from the list alone.</summary>
    public static CpuSet? ReadSharingList(SysFsReader reader, int cpu, int index) => reader.List($"{PathOf(cpu, index)}/shared_cpu_list");

    /// <summary>Reads the rest of one cache of a CPU, which these CPUs share; null when its level is unknown.</summary>
    public static CacheDomain? Read(SysFsReader reader, int cpu, int index, CpuSet cpus)
    {
        string path = PathOf(cpu, index);
        return reader.Number($"{path}/level") is not { } level || level <= 0 ? null : new CacheDomain
        {
            Level = level,
            Type = ParseType(reader.Bytes($"{path}/type")),
            Id = reader.Number($"{path}/id"),
            SizeBytes = ParseSize(reader.Bytes($"{path}/size")),
            Cpus = cpus,
        };
    }

    private static string PathOf(int cpu, int index) => $"{CpuDirectory.Path}/cpu{cpu}/cache/index{index}";

    private static CacheType ParseType(ReadOnlySpan<byte> text)
        => text.StartsWith("Data"u8) ? CacheType.Data
            : text.StartsWith("Instruction"u8) ? CacheType.Instruction
            : text.StartsWith("Unified"u8) ? CacheType.Unified : CacheType.Unknown;

    /// <summary>A size such as <c>32768K</c>; the kernel prints no other unit.</summary>
    private static long? ParseSize(ReadOnlySpan<byte> text)
        => Utf8Parser.TryParse(text, out int kibibytes, out int used) && kibibytes >= 0 && text[used..].StartsWith("K"u8) ? kibibytes * 1024L : null;
}
