using System.Diagnostics;
using System.Text.Json;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.ReferenceHost;

/// <summary>
/// The published host on a kernel that tells schedulers of no limits, where a cgroup has one: each answer to that. The kernel of these tests was
/// built without cpu.max, so a directory that has it is mounted over the cgroups, for the host alone.
/// </summary>
[Machine(Machines.OldestKernel)]
public sealed class LiftedCpuLimitTests : IDisposable
{
    private const string Cover = """mount --bind "$0" /sys/fs/cgroup && exec "$@" """, Limited = "/pod (50000 100000)";

    private readonly DirectoryInfo _cgroups = Directory.CreateTempSubdirectory("cgroups-");

    public LiftedCpuLimitTests()
    {
        DirectoryInfo pod = _cgroups.CreateSubdirectory("pod");
        File.WriteAllText(Path.Combine(pod.FullName, "cgroup.controllers"), "cpu\n");
        File.WriteAllText(Path.Combine(pod.FullName, "cpu.max"), "50000 100000\n");
    }

    /// <inheritdoc/>
    public void Dispose() => _cgroups.Delete(recursive: true);

    private string[] Covered => ["unshare", "--mount", "sh", "-c", Cover, _cgroups.FullName];

    [Theory]
    [InlineData(null)]
    [InlineData("refuse")]
    public async Task Run_RefuseWhichIsTheDefault_EndsWithThreeAndListsThem(string? answer)
    {
        using HostProcess host = HostProcess.StartedBy(Covered, answer is null ? [] : ["--cpu-max", answer]);

        (await host.ExitStatusAsync()).Should().Be(3, host.Errors);
        host.Errors.Should().Contain(Limited).And.Contain("--cpu-max").And.NotContain("\n", "a failure is one line");
        Kernel.SchedExt.State.Should().Be("disabled");
    }

    [Fact]
    public async Task Run_Accept_RunsForAllTasksAndListsThem()
    {
        using HostProcess host = await RunningAsync("accept");

        host.Line("running").GetProperty("liftedCpuLimits").EnumerateArray().Select(cgroup => cgroup.GetString()).Should().Equal(Limited);
        HasAllTasks.Should().BeTrue();
    }

    /// <summary>Not ended: that would hand all tasks over at somebody's write of a limit.</summary>
    [Fact]
    public async Task Run_RefuseAndALimitSetLater_WarnsAndGoesOn()
    {
        string limit = Path.Combine(_cgroups.FullName, "pod", "cpu.max");
        await File.WriteAllTextAsync(limit, "max 100000\n", TestContext.Current.CancellationToken);
        using HostProcess host = await RunningAsync("refuse");
        host.Line("running").TryGetProperty("liftedCpuLimits", out _).Should().BeFalse("no limit is lifted yet");

        await File.WriteAllTextAsync(limit, "50000 100000\n", TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => host.Has("liftedCpuLimits"), "the line 'liftedCpuLimits'", seconds: 20);

        host.Line("liftedCpuLimits").GetProperty("cgroups").EnumerateArray().Select(cgroup => cgroup.GetString()).Should().Equal(Limited);
        await Until.TrueAsync(() => host.Errors.Contains(Limited), "the warning", seconds: 5);
        host.Errors.Should().Contain("--cpu-max partial").And.NotContain("\n", "a warning is one line, and told once");
        (host.HasExited, HasAllTasks).Should().Be((false, true));
    }

    /// <summary>The limited go on under the kernel's own scheduler, as does everybody who does not ask for ours.</summary>
    [Fact]
    public async Task Run_Partial_RunsForTasksThatAskForIt()
    {
        using HostProcess host = await RunningAsync("partial");

        host.Line("running").TryGetProperty("liftedCpuLimits", out _).Should().BeFalse("no limit is lifted");
        HasAllTasks.Should().BeFalse();
    }

    [Fact]
    public async Task Doctor_LimitedCgroups_AreListedWithWhatToDo()
    {
        string[] command = [.. Covered, HostProcess.Program, "doctor", "--json"];
        using Process doctor = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        using JsonDocument said = JsonDocument.Parse(await doctor.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await doctor.WaitForExitAsync(TestContext.Current.CancellationToken);

        JsonElement check = said.RootElement.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "CPU limits");
        check.GetProperty("message").GetString().Should().EndWith($"the cpu.max of 1 cgroup is not enforced: {Limited}.");
        check.GetProperty("remedy").GetString().Should().Contain("partial mode").And.Contain("6.17");
        doctor.ExitCode.Should().Be(0, "a limit that would be lifted is in nobody's way");
    }

    private static bool HasAllTasks => File.ReadAllText("/sys/kernel/sched_ext/switch_all").Trim() == "1";

    private async Task<HostProcess> RunningAsync(string policy)
    {
        HostProcess host = HostProcess.StartedBy(Covered, "--cpu-max", policy);
        await Until.TrueAsync(() => host.Has("running") || host.HasExited, "the line 'running'");
        host.Has("running").Should().BeTrue(host.Errors);
        Kernel.SchedExt.RunningScheduler.Should().Be("ai_numa");
        return host;
    }
}
