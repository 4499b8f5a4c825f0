using System.Diagnostics;
using System.Globalization;

namespace SchedExt.Tests.Gpus;

/// <summary>What scans cost beside real processes, in CPU time: what else the machine does takes none of it. How long one takes, <c>GpuScanBenchmarks</c> tells.</summary>
public class GpuScanCostTests
{
    private const int Sleepers = 10_000, Scans = 40;

    /// <summary>Ends with its input, and all that it started with it.</summary>
    private const string Program = "my @p; for (1..{0}) {{ my $p = fork; die $! if !defined $p; if (!$p) {{ sleep while 1 }} push @p, $p }} $| = 1; print \"ready\\n\"; <STDIN>; kill 'KILL', @p; wait for @p;";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Profile", "soak")]
    public void Scan_TenThousandProcessesOnceASecond_CostsLessThanAHundredthOfACpu(bool countMoves)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs processes of Linux");
        var machine = new GpuMachine(counts: true);
        using Process sleepers = Start();
        try
        {
            using var reader = new GpuProcessReader(KernelRoot.Host, GpuDeviceMap.Read(machine.Tree), machine.Tree);
            for (int scan = 0; scan < GpuProcessReader.TurnInterval * 2; scan++)
            {
                reader.Scan().Known.Should().BeGreaterThanOrEqualTo(Sleepers);
            }

            List<double> used = [];
            int asked = 0, listed = 0;
            for (int scan = 0; scan < Scans; scan++)
            {
                Thread.Sleep(TimeSpan.FromSeconds(1)); // what it needs is no longer in the caches
                if (countMoves)
                {
                    machine.Tree["sys/module/nvidia/refcnt"] = $"{scan + 1}\n";
                }

                TimeSpan before = CpuTime();
                GpuScan found = reader.Scan();
                used.Add((CpuTime() - before).TotalMilliseconds);
                (asked, listed) = (asked + found.Checked, listed + found.Listed);
            }

            double first = used[0];
            used.Sort();
            TestContext.Current.TestOutputHelper!.WriteLine($"use count moves {countMoves}, CPU time a scan: {used.Average():0.00} ms ({used[0]:0.00} to {used[^1]:0.00}, median {used[Scans / 2]:0.00}, the first {first:0.00}); {asked / Scans} asked, {listed / Scans} listed");
            used[Scans / 2].Should().BeLessThan(10, "that is 1 % of a CPU; single scans cost more where a hypervisor takes CPUs away, and counts that as theirs");
        }
        finally
        {
            sleepers.StandardInput.Close();
            sleepers.WaitForExit();
        }
    }

    private static Process Start()
    {
        string program = string.Format(CultureInfo.InvariantCulture, Program, Sleepers);
        Process sleepers = Process.Start(new ProcessStartInfo("perl", ["-e", program]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        sleepers.StandardOutput.ReadLine().Should().Be("ready");
        return sleepers;
    }

    /// <summary>Of this thread, to the nanosecond; a yield has the kernel book what it had so far.</summary>
    private static TimeSpan CpuTime()
    {
        Thread.Yield();
        return TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000.0);
    }
}
