using System.Text;
using BenchmarkDotNet.Attributes;
using SchedExt.Irq;

namespace SchedExt.Benchmarks.Irq;

/// <summary>2,000 interrupts on files. The bar: 1.3 times C code that opens, reads and closes the same files.</summary>
[MemoryDiagnoser]
public class IrqFileBenchmarks
{
    /// <summary>The first of the three has its mode read, too: who may write it.</summary>
    private const int Irqs = 2000, Cpus = 128, FilesOfAnIrq = 3, LongestMask = 64;

    private readonly byte[] buffer = new byte[1 << 20], seen = new byte[(Irqs + 2) * LongestMask];

    private string folder = "";

    private (byte[] Paths, int Count) masks, everything, changes;

    private byte[] numbers = [];

    private ProcIrqFs fs = null!;

    private NumaTopology topology = null!;

    private IrqProtector protector = null!;

    [GlobalSetup]
    public void Prepare()
    {
        folder = Directory.CreateTempSubdirectory("schedext-irq-bench-").FullName;
        var interrupts = new StringBuilder(string.Join(' ', Enumerable.Range(0, Cpus).Select(cpu => $"CPU{cpu}")) + "\n");
        Write("sys/devices/system/cpu/possible", $"0-{Cpus - 1}\n");
        Write("sys/devices/system/cpu/online", $"0-{Cpus - 1}\n");
        Write("proc/irq/default_smp_affinity", "ffffffff,ffffffff,ffffffff,ffffffff\n");
        for (int irq = 0; irq < Irqs; irq++)
        {
            interrupts.Append($"{irq}: {string.Join(' ', Enumerable.Repeat(0, Cpus - 1))} 17 PCI-MSIX-0000:01:00.0 {irq}-edge eth{irq}\n");
            Write($"proc/irq/{irq}/smp_affinity", "ffffffff,ffffffff,ffffffff,ffffffff\n");
            Write($"proc/irq/{irq}/smp_affinity_list", "0-127\n");
            Write($"proc/irq/{irq}/effective_affinity_list", "127\n");
            Write($"proc/irq/{irq}/effective_affinity", "80000000,00000000,00000000,00000000\n");
            Write($"proc/irq/{irq}/node", "0\n");
            Write($"sys/kernel/irq/{irq}/actions", $"eth{irq}\n");
            Write($"sys/kernel/irq/{irq}/hwirq", $"{irq}\n");
            Write($"sys/kernel/irq/{irq}/chip_name", "PCI-MSIX-0000:01:00.0\n");
            Write($"sys/kernel/irq/{irq}/name", "edge\n");
        }

        Write("proc/interrupts", interrupts.ToString());
        masks = Paths(irq => [$"proc/irq/{irq}/smp_affinity"]);
        everything = Paths(irq => [$"proc/irq/{irq}/smp_affinity_list", $"proc/irq/{irq}/effective_affinity_list", $"proc/irq/{irq}/node"]);
        changes = (Encoding.UTF8.GetBytes(string.Concat(new[] { "sys/devices/system/cpu/online", "proc/irq/default_smp_affinity" }.Select(name => $"{folder}/{name}\0")))
            .Concat(masks.Paths).ToArray(), masks.Count + 2);
        numbers = Encoding.UTF8.GetBytes($"{folder}/proc/irq\0");
        fs = new ProcIrqFs(KernelRoot.At(folder));
        topology = NumaTopology.Read(fs.Root);
        protector = IrqProtector.Open(new() { StateDirectory = Path.Combine(folder, "state"), IrqFs = fs, RefreshInterval = Timeout.InfiniteTimeSpan });
        protector.Protect(CpuSet.Parse("0"), "benchmark");
        PrintMasks();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        protector.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Benchmark]
    public nint C_ReadMasks() => NativeIrqLoops.files_read(ref masks.Paths[0], (nuint)masks.Count, 0, ref buffer[0], (nuint)buffer.Length);

    [Benchmark]
    public int ReadMasks()
    {
        int cpus = 0;
        for (int irq = 0; irq < Irqs; irq++)
        {
            cpus += fs.ReadAffinity(irq).Cpus.IsEmpty ? 0 : 1;
        }

        return cpus;
    }

    /// <summary>What a refresh reads, by the same system calls, compared with what was seen.</summary>
    [Benchmark]
    public nint C_ReadChanges() => NativeIrqLoops.changes_read(ref numbers[0], ref changes.Paths[0], (nuint)changes.Count, ref seen[0], LongestMask);

    /// <summary>A refresh that finds nothing changed: the masks, and the lists of CPUs and interrupts.</summary>
    [Benchmark]
    public void QuietRefresh() => protector.Refresh();

    /// <summary>What a snapshot reads, by the same system calls.</summary>
    [Benchmark]
    public nint C_ReadEverything()
        => NativeIrqLoops.snapshot_read(ref numbers[0], ref everything.Paths[0], (nuint)everything.Count, FilesOfAnIrq, ref buffer[0], (nuint)buffer.Length);

    /// <summary>The topology is known, as C does not read it either.</summary>
    [Benchmark]
    public IrqSnapshot Snapshot() => IrqSnapshot.Read(fs.Root, topology);

    [Benchmark]
    public IrqSnapshot SnapshotWithTopology() => IrqSnapshot.Read(fs.Root);

    private (byte[] Paths, int Count) Paths(Func<int, string[]> names)
    {
        string[] all = [.. Enumerable.Range(0, Irqs).SelectMany(names).Concat(names(0).Length > 1 ? ["proc/interrupts"] : [])];
        return (Encoding.UTF8.GetBytes(string.Concat(all.Select(name => $"{folder}/{name}\0"))), all.Length);
    }

    /// <summary>The kernel prints a mask that was written in its own way: whole, and with a newline. A file has what was written.</summary>
    private void PrintMasks()
    {
        for (int irq = 0; irq < Irqs; irq++)
        {
            string file = Path.Combine(folder, $"proc/irq/{irq}/smp_affinity");
            File.WriteAllText(file, CpuSet.ParseMask(File.ReadAllText(file)).ToMaskString(Cpus) + "\n");
        }
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
