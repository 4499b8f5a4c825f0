using System.Globalization;

namespace SchedExt.Benchmarks.Core;

/// <summary>Writes the files of a machine of any size: two threads a core, sixteen CPUs a third-level cache, 128 CPUs a node.</summary>
internal static class MachineShape
{
    private const int Threads = 2, CacheCpus = 16, NodeCpus = 128;

    public static void Write(string directory, int cpus)
    {
        string cpu = Path.Combine(directory, "sys/devices/system/cpu");
        foreach (string file in (string[])["possible", "present", "online"])
        {
            Put(cpu, file, CpuSet.All(cpus).ToString());
        }

        for (int number = 0; number < cpus; number++)
        {
            WriteCpu(Path.Combine(cpu, $"cpu{number}"), number, cpus);
        }

        WriteNodes(Path.Combine(directory, "sys/devices/system/node"), cpu, cpus);
        Put(directory, "proc/cpuinfo", string.Concat(Enumerable.Range(0, cpus).Select(CpuInfo)));
    }

    /// <summary>What lscpu wants to see of a CPU before it looks at the rest.</summary>
    private static string CpuInfo(int number)
        => $"processor\t: {number}\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17\nmodel name\t: made up\nstepping\t: 1\nflags\t\t: fpu lm\n\n";

    private static void WriteCpu(string directory, int number, int cpus)
    {
        CpuSet threads = Group(number, Threads, cpus), node = Group(number, NodeCpus, cpus), shared = Group(number, CacheCpus, cpus);
        string topology = Path.Combine(directory, "topology");
        PutBoth(topology, "thread_siblings", threads, cpus);
        PutBoth(topology, "core_siblings", node, cpus);
        Put(topology, "core_id", Text(number / Threads));
        Put(topology, "die_id", "0");
        Put(topology, "physical_package_id", Text(number / NodeCpus));
        WriteCache(directory, 0, 1, "Data", threads, cpus);
        WriteCache(directory, 1, 1, "Instruction", threads, cpus);
        WriteCache(directory, 2, 2, "Unified", threads, cpus);
        WriteCache(directory, 3, 3, "Unified", shared, cpus);
    }

    private static void WriteCache(string cpu, int index, int level, string type, CpuSet shared, int cpus)
    {
        string directory = Path.Combine(cpu, $"cache/index{index}");
        PutBoth(directory, "shared_cpu_map", shared, cpus, "shared_cpu_list");
        Put(directory, "level", Text(level));
        Put(directory, "type", type);
        Put(directory, "size", "32768K");
        Put(directory, "id", Text(shared.First));
    }

    private static void WriteNodes(string directory, string cpuDirectory, int cpus)
    {
        int nodes = (cpus + NodeCpus - 1) / NodeCpus;
        Put(directory, "online", CpuSet.All(nodes).ToString());
        for (int node = 0; node < nodes; node++)
        {
            CpuSet members = Group(node * NodeCpus, NodeCpus, cpus);
            string path = Path.Combine(directory, $"node{node}");
            PutBoth(path, "cpumap", members, cpus, "cpulist");
            Put(path, "distance", string.Join(' ', Enumerable.Range(0, nodes).Select(other => other == node ? 10 : 20)));
            Put(path, "meminfo", $"Node {node} MemTotal:       67108864 kB");
            foreach (int cpu in members)
            {
                Directory.CreateSymbolicLink(Path.Combine(path, $"cpu{cpu}"), $"../../cpu/cpu{cpu}");
                Directory.CreateSymbolicLink(Path.Combine(cpuDirectory, $"cpu{cpu}/node{node}"), $"../../node/node{node}");
            }
        }
    }

    private static CpuSet Group(int number, int size, int cpus)
    {
        int first = number / size * size;
        return CpuSet.FromRange(first, Math.Min(first + size, cpus) - 1);
    }

    private static void PutBoth(string directory, string name, CpuSet set, int cpus, string? listName = null)
    {
        Put(directory, name, set.ToMaskString(cpus));
        Put(directory, listName ?? name + "_list", set.ToString());
    }

    private static void Put(string directory, string name, string text)
    {
        string path = Path.Combine(directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text + "\n");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
