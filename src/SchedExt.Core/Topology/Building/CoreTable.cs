namespace SchedExt;

/// <summary>Groups CPUs into cores, packages and dies.</summary>
/// <remarks>Hardware threads of one core share its package and die: only the first of them is read.</remarks>
internal sealed class CoreTable
{
    private readonly CpuSet online;
    private readonly List<PhysicalCore> cores = [];
    private readonly CpuGroups<(int? Id, CpuSet Cpus)> packages;
    private readonly CpuGroups<(int Package, int Die)> dies = new();

    private CoreTable(CpuSet online, int width)
    {
        this.online = online;
        CoreOf = new CpuIndexTable(width);
        packages = new CpuGroups<(int? Id, CpuSet Cpus)>();
    }

    public IReadOnlyList<PhysicalCore> Cores => cores;

    public CpuIndexTable CoreOf { get; }

    public IReadOnlyList<CpuPackage> Packages => packages.ToList((key, cpus) => new CpuPackage { Id = key.Id, Cpus = cpus });

    public IReadOnlyList<CpuDie> Dies => dies.ToList((key, cpus) => new CpuDie { PackageId = key.Package, Id = Known(key.Die), Cpus = cpus });

    public static CoreTable Read(SysFsReader reader, CpuSet online, int width)
    {
        var table = new CoreTable(online, width);
        foreach (int cpu in online)
        {
            if (table.CoreOf.Find(cpu) == CpuIndexTable.None)
            {
                table.Add(cpu, CpuTopologyDirectory.Read(reader, cpu));
            }
        }

        return table;
    }

    private void Add(int cpu, CpuTopologyDirectory files)
    {
        CpuSet threads = ((files.Threads ?? default) & online).With(cpu);
        if (files.Threads is not null)
        {
            CoreOf.SetMissing(threads, cores.Count);
            cores.Add(new PhysicalCore { Index = cores.Count, Cpus = threads, CoreId = files.CoreId, DieId = Known(files.DieId), PackageId = files.PackageId });
        }

        if (files.PackageId is { } package)
        {
            packages.Add((package, default), threads);
        }
        else if (files.PackageCpus is { } siblings)
        {
            packages.Add((null, (siblings & online).With(cpu)), threads);
        }

        if (files is { PackageId: { } holder, DieId: { } die })
        {
            dies.Add((holder, die), threads);
        }
    }

    private static int? Known(int? id) => id >= 0 ? id : null;
}
