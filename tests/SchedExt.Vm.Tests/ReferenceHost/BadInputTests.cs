using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.ReferenceHost;

/// <summary>What cannot work, given to the published host on a kernel where the rest does: a status, one sentence, and the kernel left alone.</summary>
[Machine(Machines.TwoNodes), EveryRunOn(Kernels.Newest)]
public sealed class BadInputTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_file);

    [Fact]
    public Task Run_NotRoot_EndsWithFour() =>
        EndsAsync(HostProcess.StartedBy(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]), 4, "root", "CAP_BPF");

    [Theory]
    [InlineData("no_scheduler_fail", "no struct_ops map, so no sched_ext scheduler")]
    [InlineData("nowhere", "ENOENT: there is no such file")]
    public Task Run_ObjectThatIsNoScheduler_EndsWithOne(string name, string problem) =>
        EndsAsync(HostProcess.Started("--object", Selftest.PathOf(name)), 1, name, problem);

    [Theory]
    [InlineData(0, "the file is empty")]
    [InlineData(40, "the file is cut short")]
    [InlineData(3000, "cut short")]
    public Task Run_ObjectCutShort_EndsWithOne(int length, string problem)
    {
        File.WriteAllBytes(_file, File.ReadAllBytes(Selftest.PathOf("global_fifo"))[..length]);
        return EndsAsync(HostProcess.Started("--object", _file), 1, problem);
    }

    [Fact]
    public Task Run_ObjectThatIsNoElf_EndsWithOne()
    {
        File.WriteAllText(_file, "#!/bin/sh\n");
        return EndsAsync(HostProcess.Started("--object", _file), 1, "it is no ELF file");
    }

    [Fact]
    public Task Run_TimeoutAboveTheKernelsLimit_EndsWithTwo() => EndsAsync(HostProcess.Started("--timeout-ms", "60000"), 2, "30000");

    /// <summary>
    /// The limits are the largest that kernels are built for (NR_CPUS 8192, NODES_SHIFT 10), and an emulated PC has 288 CPUs and 128 nodes at
    /// most: no machine exceeds them. The files that tell are covered, for the host alone, by ones that say more.
    /// </summary>
    [Fact]
    public Task Run_MoreCpusThanSupported_EndsWithThree()
    {
        const string Cover = """mount --bind "$0" /sys/devices/system/cpu/possible && exec "$@" """;
        File.WriteAllText(_file, "0-9000\n");
        return EndsAsync(HostProcess.StartedBy(["unshare", "--mount", "sh", "-c", Cover, _file]), 3, "9001 possible CPUs; at most 8192", "possible_cpus=");
    }

    /// <summary>As above: 1,025 nodes of one CPU each.</summary>
    [Fact]
    public Task Run_MoreNodesThanSupported_EndsWithThree()
    {
        const string Cover = """
            mount --bind "$0" /sys/devices/system/cpu/possible && mount --bind "$0" /sys/devices/system/cpu/present &&
            mount -t tmpfs nodes /sys/devices/system/node && cd /sys/devices/system/node && seq -f node%.0f 0 1024 | xargs mkdir &&
            for node in node*; do echo "${node#node}" >"$node/cpulist"; done && exec "$@"
            """;
        File.WriteAllText(_file, "0-1024\n");
        return EndsAsync(HostProcess.StartedBy(["unshare", "--mount", "sh", "-c", Cover, _file]), 3, "1025 NUMA nodes with CPUs; at most 1024");
    }

    private static async Task EndsAsync(HostProcess host, int status, params string[] words)
    {
        using HostProcess ends = host;

        (await host.ExitStatusAsync()).Should().Be(status, host.Errors);

        host.Errors.Should().StartWith("schedext: ").And.ContainAll(words).And.NotContain("\n", "a failure is one line");
        Kernel.SchedExt.State.Should().Be("disabled");
    }
}
