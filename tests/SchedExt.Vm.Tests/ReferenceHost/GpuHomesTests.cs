using System.Text.Json;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.ReferenceHost;

/// <summary>The published host in a container's pid namespace, where process ids mean nothing to the scheduler.</summary>
[Machine(Machines.TwoNodes), EveryRunOn(Kernels.Ends)]
public sealed class GpuHomesTests : IDisposable
{
    private readonly GpuDevices _gpus = new();

    public void Dispose() => _gpus.Dispose();

    [Fact]
    public async Task Run_GpuHomesInAPidNamespace_BringsTheRightProcessHome()
    {
        // A real PCI device lends its address: the host reads this machine's own /sys, where a node can be written.
        string device = Directory.GetDirectories("/sys/bus/pci/devices").Order().First(), files = Directory.CreateTempSubdirectory("driver-").FullName;
        File.WriteAllText(Path.Combine(device, "numa_node"), "1");
        DirectoryInfo gpu = Directory.CreateDirectory(Path.Combine(files, "nvidia/gpus", Path.GetFileName(device)));
        File.WriteAllText(Path.Combine(gpu.FullName, "information"), "Device Minor: \t 0\n");
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "publish", "schedext", "schedext"));

        using var container = new PerlProgram(
            $"if (!fork) {{ nap(3); gpu(0); work }} exec('{program}', qw(run --json --gpu-homes)) or die",
            "unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", $"mount --bind {files} /proc/driver && exec \"$@\"", "sh");
        JsonElement home = await LineAsync(container, "gpuHome"), stats = await LineAsync(container, "stats");

        home.GetProperty("node").GetInt32().Should().Be(1);
        home.GetProperty("gpus")[0].GetString().Should().Be(Path.GetFileName(device));
        stats.GetProperty("gpuHomes").GetProperty("1").GetInt32().Should().Be(1);
        int inside = home.GetProperty("pid").GetInt32(), outside = Outside(inside);
        outside.Should().NotBe(inside);
        double share = await PerlProgram.ShareOnAsync(outside, NumaTopology.Read(KernelRoot.Host).FindNode(1)!.Cpus);
        share.Should().BeGreaterThan(0.6, "{0} is at home there; {1}: {2}", outside, Kernel.SchedExt, await File.ReadAllTextAsync($"/proc/{outside}/status", TestContext.Current.CancellationToken));
    }

    private static async Task<JsonElement> LineAsync(PerlProgram program, string type)
    {
        while (true)
        {
            using JsonDocument line = JsonDocument.Parse(await program.ReadLineAsync());
            if (line.RootElement.GetProperty("type").GetString() == type) return line.RootElement.Clone();
        }
    }

    /// <summary>Who has this id in a pid namespace below ours.</summary>
    private static int Outside(int inside) =>
        (from directory in Directory.GetDirectories("/proc")
         let status = Path.Combine(directory, "status")
         where char.IsAsciiDigit(Path.GetFileName(directory)[0]) && File.Exists(status)
         let ids = File.ReadLines(status).First(line => line.StartsWith("NSpid:", StringComparison.Ordinal)).Split('\t')
         where ids.Length == 3 && ids[2] == $"{inside}"
         select int.Parse(ids[1], System.Globalization.CultureInfo.InvariantCulture)).Single();
}
