using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace SchedExt.Benchmarks.Core;

/// <summary>Reading a whole machine from files on disk. The bars: at most 1.5 times what lscpu takes on the same files, and a cost per
/// CPU that stays flat from 64 to 1,792 CPUs.</summary>
/// <remarks>lscpu is a process: what it takes to start one is measured apart (<c>lscpu --version</c>), to be taken off.</remarks>
[MemoryDiagnoser]
public class TopologyBenchmarks
{
    private string directory = "";

    /// <summary>CPUs of the machine that is made up; 0 is this one.</summary>
    [Params(0, 64, 256, 896, 1792)]
    public int Cpus { get; set; }

    private KernelRoot Root { get; set; } = KernelRoot.Host;

    [GlobalSetup]
    public void Prepare()
    {
        if (Cpus > 0)
        {
            directory = Directory.CreateTempSubdirectory("schedext-bench-").FullName;
            MachineShape.Write(directory, Cpus);
            Root = KernelRoot.At(directory);
        }
    }

    [GlobalCleanup]
    public void Remove()
    {
        if (Cpus > 0)
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Benchmark]
    public NumaTopology Read() => NumaTopology.Read(Root);

    [Benchmark]
    public NumaTopology ReadCpusAndNodes() => NumaTopology.Read(Root, NumaTopologyParts.CpusAndNodes);

    [Benchmark(Baseline = true)]
    public int Lscpu() => Cpus > 0 ? Run("--sysroot", directory) : Run();

    [Benchmark]
    public int LscpuStart() => Run("--version");

    private static int Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("lscpu", arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? 0 : throw new InvalidOperationException($"lscpu ended with {process.ExitCode}");
    }
}
