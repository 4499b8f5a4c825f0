namespace SchedExt;

/// <summary>What <c>sys/devices/system/cpu/cpuN/topology</c> tells of one CPU.</summary>
/// <remarks>Kernel: drivers/base/topology.c. Masks are read before lists: some captures hold wrong lists beside right masks.
/// -1 stands for "unknown" on POWER, s390 and others; only DieId keeps it, for then each package counts as one die. Books and drawers
/// are what s390 puts packages into; their numbers of packages start anew in each.</remarks>
internal readonly record struct CpuTopologyDirectory(CpuSet? PackageCpus, int? CoreId, int? DieId, int? PackageId, int? BookId, int? DrawerId)
{
    /// <summary>Whether the machine puts packages into books, which one look at any online CPU tells.</summary>
    public static bool HasBooks(SysFsReader reader, int cpu) => reader.Number($"{PathOf(cpu)}/book_id") is not null;

    /// <summary>Reads the hardware threads of one CPU's core; unknown where the directory is missing, as for an offline CPU.</summary>
    public static CpuSet? ReadThreads(SysFsReader reader, int cpu) => Siblings(reader, PathOf(cpu), "thread_siblings", "core_cpus");

    /// <summary>Reads the rest of one CPU's directory; what is missing is unknown.</summary>
    public static CpuTopologyDirectory Read(SysFsReader reader, int cpu, bool hasBooks)
    {
        string path = PathOf(cpu);
        int? package = Id(reader, path, "physical_package_id");
        return new CpuTopologyDirectory(
            package is null ? Siblings(reader, path, "core_siblings", "package_cpus") : null,
            Id(reader, path, "core_id"),
            reader.Number($"{path}/die_id"),
            package,
            hasBooks ? reader.Number($"{path}/book_id") : null,
            hasBooks ? reader.Number($"{path}/drawer_id") : null);
    }

    private static string PathOf(int cpu) => $"{CpuDirectory.Path}/cpu{cpu}/topology";

    private static CpuSet? Siblings(SysFsReader reader, string path, string oldName, string newName)
        => reader.NonEmptyMask($"{path}/{oldName}") ?? reader.NonEmptyList($"{path}/{oldName}_list")
            ?? reader.NonEmptyMask($"{path}/{newName}") ?? reader.NonEmptyList($"{path}/{newName}_list");

    private static int? Id(SysFsReader reader, string path, string name) => reader.Number($"{path}/{name}") is { } id and >= 0 ? id : null;
}
