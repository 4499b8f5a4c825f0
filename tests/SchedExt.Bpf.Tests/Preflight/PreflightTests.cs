namespace SchedExt.Bpf.Tests;

public sealed class PreflightTests
{
    [Fact]
    public void Check_HealthyMachine_PassesEverything()
    {
        PreflightReport report = Preflight.Check(Healthy.Machine());

        report.Checks.Should().OnlyContain(check => check.Status == PreflightStatus.Passed);
        report.Checks.Select(check => check.Name).Should().Equal(
            "sched_ext", "BTF", "BPF JIT", "isolated CPUs", "libbpf", "size", "privileges", "other scheduler", "CPU limits", "cgroup weights", "NUMA balancing", "GPUs");
        report.IsBlocked.Should().BeFalse();
        report.Invoking(r => r.ThrowIfBlocked()).Should().NotThrow();
    }

    [Fact]
    public void Check_EmptyMachine_FailsWhatIsMissingAndThrowsNothing()
    {
        PreflightReport report = Preflight.Check(new KernelTree());

        report.Blocking.Select(check => check.Name).Should().Equal("sched_ext", "BTF");
        report.Checks.Where(check => check.Status == PreflightStatus.Unknown).Select(check => check.Name).Should().Equal("BPF JIT", "size", "privileges", "cgroup weights");
    }

    [Fact]
    public void ThrowIfBlocked_Message_ListsEachWithItsRemedy()
    {
        KernelTree machine = Healthy.Machine();
        machine.Remove("sys/kernel/btf/vmlinux");
        machine["proc/sys/net/core/bpf_jit_enable"] = "0\n";

        PreflightException blocked = Preflight.Check(machine).Invoking(report => report.ThrowIfBlocked()).Should().Throw<PreflightException>().Which;

        blocked.Message.Split(Environment.NewLine).Should().Equal(
            "BTF: the kernel does not describe its types. Boot a kernel with CONFIG_DEBUG_INFO_BTF=y.",
            "BPF JIT: it is off. Turn it on: sysctl -w net.core.bpf_jit_enable=1.");
        blocked.Report.Checks.Should().HaveCount(12);
    }

    [Fact]
    public void ThrowIfBlocked_WarningsAndUnknownsOnly_DoesNot()
    {
        KernelTree machine = Healthy.Machine();
        machine["proc/sys/kernel/numa_balancing"] = "1\n";
        machine.Remove("proc/self/status");

        PreflightReport report = Preflight.Check(machine);

        report.Checks.Count(check => check.Status != PreflightStatus.Passed).Should().Be(2);
        report.Invoking(r => r.ThrowIfBlocked()).Should().NotThrow();
    }

    [Fact]
    public void Check_FailedChecks_HaveARemedy()
    {
        KernelTree machine = Healthy.Machine();
        machine.Remove("sys/kernel/sched_ext/state");
        machine.Remove("sys/kernel/btf/vmlinux");
        machine["proc/sys/net/core/bpf_jit_enable"] = "0";
        machine["sys/devices/system/cpu/isolated"] = "1";
        machine["proc/self/status"] = "CapEff:\t0";

        Preflight.Check(machine).Blocking.Should().HaveCount(5).And.OnlyContain(check => check.Remedy.Length > 0);
    }
}
