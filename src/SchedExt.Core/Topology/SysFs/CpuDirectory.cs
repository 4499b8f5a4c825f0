using System.Runtime.InteropServices;

namespace SchedExt;

/// <summary>Reads <c>sys/devices/system/cpu/{possible,present,online}</c> and, where these are missing, the cpuN directories.</summary>
/// <remarks>Kernel: drivers/base/cpu.c. Older kernels have no <c>possible</c> and <c>present</c>; cpu0 mostly has no <c>online</c> of its own.</remarks>
internal sealed class CpuDirectory
{
    public const string Path = "sys/devices/system/cpu";

    private CpuDirectory(CpuSet possible, CpuSet present, CpuSet online)
    {
        Possible = possible;
        Present = present;
        Online = online;
    }

    /// <summary>The CPUs that can ever come, present ones included.</summary>
    public CpuSet Possible { get; }

    /// <summary>The CPUs that are there, online ones included.</summary>
    public CpuSet Present { get; }

    /// <summary>The CPUs that run; never empty.</summary>
    public CpuSet Online { get; }

    /// <summary>Reads the three sets.</summary>
    /// <exception cref="KernelFormatException">A list is odd or empty, or an online CPU is not possible.</exception>
    /// <exception cref="KernelFileException">Nothing tells which CPUs are online.</exception>
    public static CpuDirectory Read(SysFsReader reader, CpuSet knownToNodes)
    {
        CpuSet? listed = reader.EssentialList($"{Path}/online");
        CpuSet? present = reader.EssentialList($"{Path}/present");
        CpuSet? possible = reader.EssentialList($"{Path}/possible");
        CpuSet directories = listed is null || present is null ? ReadDirectories(reader) : default;
        CpuSet online = listed ?? WithoutOffline(reader, directories.IsEmpty ? knownToNodes : directories);
        if (online.IsEmpty)
        {
            reader.Root.ReadBytes($"{Path}/online");
            throw new KernelFormatException($"{Path}/online", "", "at least one CPU");
        }

        CheckPossible(reader, online, possible);
        CpuSet there = present ?? (possible is { } all ? directories & all : directories) | online;
        return new CpuDirectory((possible ?? there) | there, there | online, online);
    }

    /// <summary>The CPUs kept from the scheduler's balancing by <c>isolcpus=</c>; unknown where the kernel does not tell.</summary>
    public static CpuSet? ReadIsolated(SysFsReader reader) => reader.List($"{Path}/isolated");

    /// <summary>The CPUs without a periodic tick. A kernel that can but was not told to prints "(null)", some after blanks: none.</summary>
    public static CpuSet? ReadNohzFull(SysFsReader reader)
    {
        ReadOnlySpan<byte> text = reader.Bytes($"{Path}/nohz_full");
        return text.IsEmpty ? null : CpuSet.TryParse(text, out CpuSet set) ? set : text.Trim(" \n\0"u8).SequenceEqual("(null)"u8) ? CpuSet.Empty : null;
    }

    /// <summary>Reads <c>cpuN/cpu_capacity</c> of each CPU; most machines have none, which one look at the first CPU tells.</summary>
    public static void ReadCapacities(SysFsReader reader, CpuSet online, CpuIndexTable capacities)
    {
        foreach (int cpu in online)
        {
            if (reader.Number($"{Path}/cpu{cpu}/cpu_capacity") is { } capacity and >= 0)
            {
                capacities.Set(cpu, capacity);
            }
            else if (cpu == online.First)
            {
                return;
            }
        }
    }

    private static CpuSet ReadDirectories(SysFsReader reader)
    {
        List<int> numbers = SysFsReader.Numbers(reader.Names(Path), "cpu");
        numbers.RemoveAll(number => number >= CpuSet.MaxWidth);
        return CpuSet.Create(CollectionsMarshal.AsSpan(numbers));
    }

    private static CpuSet WithoutOffline(SysFsReader reader, CpuSet cpus)
    {
        CpuSet offline = default;
        foreach (int cpu in cpus)
        {
            if (reader.Number($"{Path}/cpu{cpu}/online") == 0)
            {
                offline = offline.With(cpu);
            }
        }

        return cpus - offline;
    }

    private static void CheckPossible(SysFsReader reader, CpuSet online, CpuSet? possible)
    {
        if (possible is { } all && !online.IsSubsetOf(all))
        {
            throw new KernelFormatException($"{Path}/online", reader.List($"{Path}/online")?.ToString() ?? online.ToString(), $"only possible CPUs ({all})");
        }
    }
}
