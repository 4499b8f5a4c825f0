namespace SchedExt.Bpf.Tests;

/// <summary>A machine on which nothing is in the way; tests change one thing.</summary>
internal static class Healthy
{
    internal static KernelTree Machine() => new()
    {
        { "proc/sys/kernel/osrelease", "7.2.13-amd64\n" },
        { "sys/kernel/sched_ext/state", "disabled\n" },
        { "sys/kernel/btf/vmlinux", "x" },
        { "proc/sys/net/core/bpf_jit_enable", "1\n" },
        { "sys/devices/system/cpu/isolated", "\n" },
        { "sys/devices/system/cpu/online", "0-3\n" },
        { "proc/self/status", "Name:\thost\nCapEff:\t000001ffffffffff\nCapBnd:\t0000000000000000\n" },
        { "proc/sys/kernel/numa_balancing", "0\n" },
        { "sys/fs/cgroup/cgroup.controllers", "cpu memory\n" },
    };

    internal static PreflightCheck Check(this KernelTree machine, string name) =>
        SchedExt.Bpf.Preflight.Check(machine).Checks.Should().ContainSingle(check => check.Name == name).Which;
}
