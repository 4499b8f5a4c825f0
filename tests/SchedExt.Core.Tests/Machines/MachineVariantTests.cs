namespace SchedExt.Tests.Machines;

/// <summary>The same machine as other kernels and collectors would have told of it: what is read must not change.</summary>
public class MachineVariantTests
{
    private const string Cpu = "sys/devices/system/cpu";

    private static readonly string[] Masks = ["cpumap", "shared_cpu_map", "thread_siblings", "core_siblings", "core_cpus", "package_cpus", "local_cpus"];
    private static readonly string[] Lists = ["cpulist", "shared_cpu_list", "thread_siblings_list", "core_siblings_list", "core_cpus_list", "package_cpus_list", "local_cpulist"];

    private static readonly Dictionary<string, Func<KernelTree, int>> Variants = new()
    {
        ["no lists"] = machine => Remove(machine, Lists),
        ["no masks"] = machine => Remove(machine, Masks),
        ["new names of sibling files alone"] = machine => Remove(machine, ["thread_siblings", "thread_siblings_list", "core_siblings", "core_siblings_list"]),
        ["old names of sibling files alone"] = machine => Remove(machine, ["core_cpus", "core_cpus_list", "package_cpus", "package_cpus_list"]),
        ["NUL at the end of each file"] = machine => Rewrite(machine, _ => true, text => text + "\0"),
        ["no newline at the end of a file"] = machine => Rewrite(machine, _ => true, text => text.Length > 1 ? text.TrimEnd('\n') : text),
        ["masks of a kernel for 4,096 CPUs"] = machine => Rewrite(machine, Masks.Contains, Widen),
        ["masks without zeros in front"] = machine => Rewrite(machine, Masks.Contains, text => text.TrimStart('0', ',') is "\n" ? "0\n" : text.TrimStart('0', ',')),
        ["masks in upper case"] = machine => Rewrite(machine, Masks.Contains, text => text.ToUpperInvariant()),
    };

    /// <summary>All but the large machines, which take long and tell no more.</summary>
    private static IEnumerable<string> Machines => MachineCatalog.OwnNames.Except(["cpus-64", "cpus-200"]);

    public static TheoryData<string, string> Cases => new(from name in Machines from variant in Variants.Keys select (name, variant));

    public static TheoryData<string> Names => new(Machines);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_ToldInAnotherWay_IsTheSame(string name, string variant)
    {
        KernelTree machine = Load(name);
        NumaTopology before = NumaTopology.Read(machine);

        Variants[variant](machine).Should().BePositive("there is something to tell in another way");

        NumaTopology.Read(machine).Should().Be(before);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_NoListsOfCpus_IsTheSameByDirectories(string name)
    {
        KernelTree machine = Load(name);
        NumaTopology before = NumaTopology.Read(machine);
        string[] lists = [$"{Cpu}/possible", $"{Cpu}/present", $"{Cpu}/online"];

        lists.Should().OnlyContain(list => machine.Remove(list));
        NumaTopology after = NumaTopology.Read(machine);

        after.Online.Should().Be(before.Online);
        after.Nodes.Select(node => (node.Id, node.OnlineCpus, node.MemoryBytes)).Should().Equal(before.Nodes.Select(node => (node.Id, node.OnlineCpus, node.MemoryBytes)));
        after.Cores.Should().Equal(before.Cores);
        after.Caches.Should().Equal(before.Caches);
        after.Llcs.Should().Equal(before.Llcs);
        after.Packages.Should().Equal(before.Packages);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_NoNumbersOfPackages_TellsThemApartBySiblings(string name)
    {
        KernelTree machine = Load(name);
        NumaTopology before = NumaTopology.Read(machine);

        Rewrite(machine, file => file == "physical_package_id", _ => "-1\n").Should().BePositive();

        NumaTopology.Read(machine).Packages.Select(package => (package.Id, package.Cpus)).Should().Equal(before.Packages.Select(package => ((int?)null, package.Cpus)));
    }

    private static KernelTree Load(string name) => (KernelTree)MachineCatalog.Load(name).Root;

    private static int Remove(KernelTree machine, string[] names) => Files(machine, names.Contains).Count(machine.Remove);

    private static int Rewrite(KernelTree machine, Func<string, bool> chosen, Func<string, string> change)
    {
        List<string> paths = Files(machine, chosen);
        paths.ForEach(path => machine[path] = change(machine[path]));
        return paths.Count;
    }

    private static List<string> Files(KernelTree machine, Func<string, bool> chosen)
        => [.. machine.Where(path => path.StartsWith("sys/") && chosen(path[(path.LastIndexOf('/') + 1)..]))];

    private static string Widen(string mask)
    {
        string[] groups = mask.Split(',');
        groups[0] = groups[0].TrimEnd('\n').PadLeft(8, '0') + (groups.Length == 1 ? "\n" : "");
        return string.Join(',', Enumerable.Repeat("00000000", 128 - groups.Length).Concat(groups));
    }
}
