namespace SchedExt;

/// <summary>Groups CPUs into cores, packages and dies.</summary>
/// <remarks>Each CPU is asked for the threads of its core, and believed about itself alone. Those that name the same share its package and
/// die, which are read once. One that does not tell is in the first core that names it.</remarks>
internal sealed class CoreTable
{
    private readonly CpuSet online;
    private readonly List<PhysicalCore> cores = [];
    private readonly Dictionary<CpuSet, int> indexes = [];

    /// <summary>The groups of packages and dies that each core is in.</summary>
    private readonly List<(int? Package, int? Die)> places = [];
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
        List<int> silent = [];
        foreach (int cpu in online)
        {
            if (CpuTopologyDirectory.ReadThreads(reader, cpu) is { } named)
            {
                table.Add(reader, cpu, (named & online).With(cpu), hasBooks);
            }
            else
            {
                silent.Add(cpu);
            }
        }

        table.AddSilent(reader, silent, hasBooks);
        return table;
    }

    private void Add(SysFsReader reader, int cpu, CpuSet threads, bool hasBooks)
    {
        if (!indexes.TryGetValue(threads, out int core))
        {
            CpuTopologyDirectory files = CpuTopologyDirectory.Read(reader, cpu, hasBooks);
            core = cores.Count;
            indexes.Add(threads, core);
            cores.Add(new PhysicalCore { Index = core, Cpus = threads, CoreId = files.CoreId, DieId = Known(files.DieId), PackageId = files.PackageId });
            places.Add(FindPlace(cpu, files));
        }

        CoreOf.Set(cpu, core);
        Put(cpu, places[core]);
    }

    private void AddSilent(SysFsReader reader, List<int> cpus, bool hasBooks)
    {
        foreach (PhysicalCore core in cpus.Count > 0 ? cores : [])
        {
            CoreOf.SetMissing(core.Cpus, core.Index);
        }

        foreach (int cpu in cpus)
        {
            (int? Package, int? Die) own = FindPlace(cpu, CpuTopologyDirectory.Read(reader, cpu, hasBooks));
            Put(cpu, own.Package is null && CoreOf.Find(cpu) is var core and not CpuIndexTable.None ? places[core] : own);
        }
    }

    private (int? Package, int? Die) FindPlace(int cpu, CpuTopologyDirectory files)
    {
        if (files.PackageId is null && files.PackageCpus is null)
        {
            return default;
        }

        CpuSet siblings = files.PackageCpus is { } all ? (all & online).With(cpu) : default;
        int package = packages.FindOrAdd((files.PackageId, files.BookId, files.DrawerId, siblings));
        return (package, files is { PackageId: { } id, DieId: { } die } ? dies.FindOrAdd((package, id, die)) : null);
    }

    private void Put(int cpu, (int? Package, int? Die) place)
    {
        if (place.Package is { } package)
        {
            packages.Put(cpu, package);
        }

        if (place.Die is { } die)
        {
            dies.Put(cpu, die);
        }
    }

    private static int? Known(int? id) => id >= 0 ? id : null;
}
