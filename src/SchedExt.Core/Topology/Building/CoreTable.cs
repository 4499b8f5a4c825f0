namespace SchedExt;

/// <summary>Groups CPUs into cores, packages and dies.</summary>
/// <remarks>Hardware threads of one core share its package and die: only the first of them is read, unless it names a CPU that
/// said otherwise before.</remarks>
internal sealed class CoreTable
{
    private readonly CpuSet online;
    private readonly List<PhysicalCore> cores = [];
    private readonly CpuGroups<(int? Id, int? Book, int? Drawer, CpuSet Siblings)> packages = new();
    private readonly CpuGroups<(int Package, int PackageId, int Die)> dies = new();

    private CoreTable(CpuSet online, int width)
    {
        this.online = online;
        CoreOf = new CpuIndexTable(width);
    }

    public IReadOnlyList<PhysicalCore> Cores => cores;

    public CpuIndexTable CoreOf { get; }

    public IReadOnlyList<CpuPackage> Packages => packages.ToList((key, cpus) => new CpuPackage { Id = key.Id, Cpus = cpus });

    public IReadOnlyList<CpuDie> Dies => dies.ToList((key, cpus) => new CpuDie { PackageId = key.PackageId, Id = Known(key.Die), Cpus = cpus });

    public static CoreTable Read(SysFsReader reader, CpuSet online, int width)
    {
        var table = new CoreTable(online, width);
        bool hasBooks = !online.IsEmpty && CpuTopologyDirectory.HasBooks(reader, online.First);
        foreach (int cpu in online)
        {
            if (table.CoreOf.Find(cpu) == CpuIndexTable.None)
            {
                table.Add(cpu, CpuTopologyDirectory.Read(reader, cpu, hasBooks));
            }
        }

        return table;
    }

    private void Add(int cpu, CpuTopologyDirectory files)
    {
        CpuSet threads = ((files.Threads ?? default) & online).With(cpu);
        if (files.Threads is not null)
        {
            bool isMutual = CoreOf.SetUnlessContradicted(cpu, threads, cores.Count);
            cores.Add(new PhysicalCore { Index = cores.Count, Cpus = threads, CoreId = files.CoreId, DieId = Known(files.DieId), PackageId = files.PackageId });
            threads = isMutual ? threads : CpuSet.FromRange(cpu, cpu);
        }

        AddPackage(cpu, threads, files);
    }

    private void AddPackage(int cpu, CpuSet threads, CpuTopologyDirectory files)
    {
        if (files.PackageId is null && files.PackageCpus is null)
        {
            return;
        }

        CpuSet siblings = files.PackageCpus is { } all ? (all & online).With(cpu) : default;
        int package = packages.Add((files.PackageId, files.BookId, files.DrawerId, siblings), threads);
        if (files is { PackageId: { } id, DieId: { } die })
        {
            dies.Add((package, id, die), threads);
        }
    }

    private static int? Known(int? id) => id >= 0 ? id : null;
}
