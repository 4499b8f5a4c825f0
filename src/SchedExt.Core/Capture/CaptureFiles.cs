namespace SchedExt;

/// <summary>The files of a machine that a capture holds: all that this library reads, and what helps to understand an odd answer.</summary>
/// <remarks>Each by its name: a directory may hold more than one knows of, such as <c>topology/ppin</c>, the processor's serial number.</remarks>
internal static class CaptureFiles
{
    public const string CommandLine = "proc/cmdline";

    private static readonly string[] Single =
    [
        CommandLine, "proc/interrupts", "proc/softirqs", "proc/meminfo", "proc/sys/kernel/osrelease", "proc/irq/default_smp_affinity", "sys/kernel/sched_ext/hotplug_seq",
    ];

    private static readonly string[] OfCpus = ["possible", "present", "online", "offline", "isolated", "nohz_full", "kernel_max"];
    private static readonly string[] OfTopology =
    [
        "physical_package_id", "die_id", "cluster_id", "core_id", "book_id", "drawer_id", "thread_siblings", "thread_siblings_list", "core_siblings",
        "core_siblings_list", "core_cpus", "core_cpus_list", "package_cpus", "package_cpus_list", "die_cpus", "die_cpus_list", "cluster_cpus",
        "cluster_cpus_list", "book_siblings", "book_siblings_list", "drawer_siblings", "drawer_siblings_list",
    ];

    private static readonly string[] OfCache = ["id", "level", "type", "size", "shared_cpu_map", "shared_cpu_list"];
    private static readonly string[] OfNodes = ["possible", "online", "has_cpu", "has_memory", "has_normal_memory"];
    private static readonly string[] OfNode = ["cpulist", "cpumap", "meminfo", "distance"];
    private static readonly string[] OfDevice = ["class", "vendor", "device", "numa_node", "local_cpulist", "local_cpus", "irq", "uevent", "driver"];
    private static readonly string[] OfIrq = ["smp_affinity", "smp_affinity_list", "effective_affinity", "effective_affinity_list", "affinity_hint", "node"];
    private static readonly string[] OfIrqDescription = ["actions", "chip_name", "hwirq", "name", "type"];

    /// <summary>Lists the paths in the order in which they are written. A directory is listed by what is in it.</summary>
    public static IEnumerable<string> List(KernelRoot root)
    {
        using var reader = new SysFsReader(root);
        return [.. Single, .. Cpus(reader), .. Nodes(reader), .. Devices(reader), .. Irqs(reader)];
    }

    private static IEnumerable<string> Cpus(SysFsReader reader)
        => In(CpuDirectory.Path, OfCpus).Concat(Numbered(reader, CpuDirectory.Path, "cpu").SelectMany(cpu => Cpu(reader, cpu)));

    private static IEnumerable<string> Cpu(SysFsReader reader, string cpu)
        => In(cpu, "online", "cpu_capacity")
            .Concat(In($"{cpu}/topology", OfTopology))
            .Concat(Numbered(reader, $"{cpu}/cache", "index").SelectMany(index => In(index, OfCache)))
            .Concat(Numbered(reader, cpu, "node"));

    private static IEnumerable<string> Nodes(SysFsReader reader)
        => In(NodeDirectory.Path, OfNodes).Concat(Numbered(reader, NodeDirectory.Path, "node").SelectMany(node => In(node, OfNode).Concat(Numbered(reader, node, "cpu"))));

    private static IEnumerable<string> Devices(SysFsReader reader)
        => from address in reader.Names(PciDirectory.Path)
           let device = $"{PciDirectory.Path}/{address}"
           from path in In(device, OfDevice).Concat(In(device, reader, "msi_irqs")).Concat(NetInterfaces(reader, device))
           select path;

    /// <summary>One harmless file of each interface, so that its directory is there.</summary>
    private static IEnumerable<string> NetInterfaces(SysFsReader reader, string device)
        => from name in reader.Names(device)
           where name == "net" || name.StartsWith("virtio", StringComparison.Ordinal)
           let holder = name == "net" ? $"{device}/net" : $"{device}/{name}/net"
           from card in reader.Names(holder)
           select $"{holder}/{card}/mtu";

    private static IEnumerable<string> Irqs(SysFsReader reader)
        => Numbered(reader, "proc/irq", "").SelectMany(irq => In(irq, OfIrq)
            .Concat(In($"sys/kernel/irq/{irq["proc/irq/".Length..]}", OfIrqDescription)));

    private static IEnumerable<string> Numbered(SysFsReader reader, string directory, string prefix)
        => SysFsReader.Numbers(reader.Names(directory), prefix).Select(number => $"{directory}/{prefix}{number}");

    private static IEnumerable<string> In(string directory, params string[] names) => names.Select(name => $"{directory}/{name}");

    private static IEnumerable<string> In(string directory, SysFsReader reader, string below)
        => reader.Names($"{directory}/{below}").Select(name => $"{directory}/{below}/{name}");
}
