namespace SchedExt.Bpf.Tests;

/// <summary>A machine on which nothing is in the way; tests change one thing.</summary>
internal static class Healthy
{
    internal static KernelTree Machine() => new()
    {
        { "proc/sys/kernel/osrelease", "7.2.13-amd64\n" },
        { "sys/kernel/sched_ext/state", "disabled\n" },
        { "sys/kernel/btf/vmlinux", Types("cgroup_set_weight", "cgroup_set_bandwidth") },
        { "proc/sys/net/core/bpf_jit_enable", "1\n" },
        { "sys/devices/system/cpu/isolated", "\n" },
        { "sys/devices/system/cpu/online", "0-3\n" },
        { "proc/self/status", "Name:\thost\nCapEff:\t000001ffffffffff\nCapBnd:\t0000000000000000\n" },
        { "proc/sys/kernel/numa_balancing", "0\n" },
        { "sys/fs/cgroup/cgroup.controllers", "cpu memory\n" },
    };

    /// <summary>The types of a kernel whose schedulers may have these callbacks.</summary>
    internal static byte[] Types(params string[] ops)
    {
        var builder = new BtfBuilder();
        uint pointer = builder.Pointer(0);
        builder.Struct("sched_ext_ops", (uint)ops.Length * 8, false, [.. ops.Select((name, index) => (name, pointer, (uint)index * 64))]);
        return builder.ToArray();
    }

    internal static PreflightCheck Check(this KernelTree machine, string name) =>
        SchedExt.Bpf.Preflight.Check(machine).Checks.Should().ContainSingle(check => check.Name == name).Which;
}
