using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace SchedExt.Benchmarks.Gpus;

/// <summary>10,000 processes that sleep, real ones. The bar: a scan below 10 ms, which is 1 % of a CPU at an interval of 1 s.</summary>
[MemoryDiagnoser]
public class GpuScanBenchmarks
{
    private const int Sleepers = 10_000;

    /// <summary>Ends with its input, and all that it started with it.</summary>
    private const string Program = "my @p; for (1..{0}) {{ my $p = fork; die $! if !defined $p; if (!$p) {{ sleep while 1 }} push @p, $p }} $| = 1; print \"ready\\n\"; <STDIN>; kill 'KILL', @p; wait for @p;";

    private readonly KernelTree machine = new()
    {
        { "proc/driver/nvidia/gpus/0000:01:00.0/information", "Device Minor: \t 0\n" },
        { "sys/bus/pci/devices/0000:01:00.0/numa_node", "0\n" },
        { "sys/bus/pci/devices/0000:01:00.0/uevent", "DRIVER=nvidia\n" },
        { "sys/module/nvidia/refcnt", "0\n" },
    };

    private Process sleepers = null!;
    private GpuDeviceMap devices = null!;
    private GpuProcessReader reader = null!;
    private int uses;

    [GlobalSetup]
    public void Prepare()
    {
        string program = string.Format(System.Globalization.CultureInfo.InvariantCulture, Program, Sleepers);
        sleepers = Process.Start(new ProcessStartInfo("perl", ["-e", program]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        if (sleepers.StandardOutput.ReadLine() != "ready")
        {
            throw new InvalidOperationException($"{Sleepers} processes could not be started");
        }

        devices = GpuDeviceMap.Read(machine);
        reader = new GpuProcessReader(KernelRoot.Host, devices, machine);
        for (int scan = 0; scan < GpuProcessReader.TurnInterval * 2; scan++)
        {
            reader.Scan();
        }
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        reader.Dispose();
        sleepers.StandardInput.Close();
        sleepers.WaitForExit();
        sleepers.Dispose();
    }

    /// <summary>As at each interval: nobody opened or closed a GPU.</summary>
    [Benchmark]
    public int Scan() => reader.Scan().Checked;

    /// <summary>Somebody opens or closes a GPU before each scan: everybody is asked, over several.</summary>
    [Benchmark]
    public int ScanAfterEachOpen()
    {
        machine["sys/module/nvidia/refcnt"] = $"{++uses}\n";
        return reader.Scan().Checked;
    }

    [IterationSetup(Target = nameof(ScanAfterAnOpen))]
    public void BeQuiet()
    {
        for (int scan = 0; scan < GpuProcessReader.SearchInterval * 2; scan++)
        {
            reader.Scan();
        }
    }

    /// <summary>Somebody opened or closed a GPU after a quiet while: every process is asked at once.</summary>
    [Benchmark]
    public int ScanAfterAnOpen() => ScanAfterEachOpen();

    /// <summary>The first one, which reads everything.</summary>
    [Benchmark]
    public int FirstScan()
    {
        using var fresh = new GpuProcessReader(KernelRoot.Host, devices, machine);
        return fresh.Scan().Listed;
    }
}
