namespace SchedExt;

/// <summary>What <c>sys/devices/system/cpu/cpuN/topology</c> tells of one CPU.</summary>
/// <remarks>Kernel: drivers/base/topology.c. Masks are read before lists: some captures hold wrong lists beside right masks.
/// -1 stands for "unknown" on POWER, s390 and others; only DieId keeps it, for then each package counts as one die.</remarks>
internal readonly record struct CpuTopologyDirectory(CpuSet? Threads, CpuSet? PackageCpus, int? CoreId, int? DieId, int? PackageId)
{
    /// <summary>Reads one CPU's directory; everything is unknown where it is missing, as for an offline CPU.</summary>
    public static CpuTopologyDirectory Read(SysFsReader reader, int cpu)
    {
        string path = $"{CpuDirectory.Path}/cpu{cpu}/topology";
        int? package = Id(reader, path, "physical_package_id");
        return new CpuTopologyDirectory(
            Siblings(reader, path, "thread_siblings", "core_cpus"),
            package is null ? Siblings(reader, path, "core_siblings", "package_cpus") : null,
            Id(reader, path, "core_id"),
            reader.Number($"{path}/die_id"),
            package);
    }

    private static CpuSet? Siblings(SysFsReader reader, string path, string oldName, string newName)
        => reader.Mask($"{path}/{oldName}") ?? reader.List($"{path}/{oldName}_list") ?? reader.Mask($"{path}/{newName}") ?? reader.List($"{path}/{newName}_list");

    private static int? Id(SysFsReader reader, string path, string name) => reader.Number($"{path}/{name}") is { } id and >= 0 ? id : null;
}
