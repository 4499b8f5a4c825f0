namespace SchedExt.Bpf.Tests;

public sealed class ConsequenceChecksTests
{
    private readonly KernelTree _machine = Healthy.Machine();

    [Fact]
    public void CpuLimits_NestedCgroups_AreListedWithTheirLimit()
    {
        Cgroup("kubepods", "max 100000");
        Cgroup("kubepods/burstable", "max 100000");
        Cgroup("kubepods/burstable/pod1", "50000 100000");
        Cgroup("system.slice", "200000 100000");

        _machine.Remove("sys/kernel/btf/vmlinux");
        _machine.Add("sys/kernel/btf/vmlinux", Healthy.Types("cgroup_set_weight"));

        PreflightCheck check = _machine.Check("CPU limits");

        check.Status.Should().Be(PreflightStatus.Warning);
        check.Message.Should().Contain("the cpu.max of 2 cgroups is not enforced: /kubepods/burstable/pod1 (50000 100000), /system.slice (200000 100000).");
        check.Remedy.Should().Contain("6.17");
    }

    [Fact]
    public void CpuLimits_KernelThatTellsOfThem_PassesAndListsThem()
    {
        Cgroup("system.slice", "200000 100000");

        PreflightCheck check = _machine.Check("CPU limits");

        check.Status.Should().Be(PreflightStatus.Passed);
        check.Message.Should().Be("ai_numa enforces the cpu.max of 1 cgroup; another scheduler may not: /system.slice (200000 100000).");
    }

    [Fact]
    public void CgroupWeights_KernelWithoutTheCallbacks_WarnsAndOffersPartialMode()
    {
        _machine.Remove("sys/kernel/btf/vmlinux");
        _machine.Add("sys/kernel/btf/vmlinux", Healthy.Types("dispatch"));

        PreflightCheck check = _machine.Check("cgroup weights");

        check.Status.Should().Be(PreflightStatus.Warning);
        check.Remedy.Should().Contain("partial mode").And.Contain("CONFIG_EXT_GROUP_SCHED");
    }

    [Fact]
    public void CgroupWeights_TypesThatCannotBeRead_AreUnknown()
    {
        _machine["sys/kernel/btf/vmlinux"] = "x";

        _machine.Check("cgroup weights").Status.Should().Be(PreflightStatus.Unknown);
    }

    [Theory]
    [InlineData("cpu.heavy")]
    [InlineData("io.elementary.files.service")]
    [InlineData("memory.slice")]
    public void CpuLimits_CgroupNamedLikeAFile_IsListedToo(string name)
    {
        Cgroup(name, "50000 100000");

        _machine.Check("CPU limits").Message.Should().Contain($"/{name} (50000 100000)");
    }

    [Fact]
    public void CpuLimits_NoLimit_Passes()
    {
        Cgroup("user.slice", "max 100000");
        _machine["sys/fs/cgroup/no-cgroup/cpu.max"] = "1 100000\n";

        _machine.Check("CPU limits").Status.Should().Be(PreflightStatus.Passed);
    }

    [Theory]
    [InlineData("0\n", PreflightStatus.Passed)]
    [InlineData("1\n", PreflightStatus.Warning)]
    [InlineData("2\n", PreflightStatus.Warning)]
    public void NumaBalancing_Value_Decides(string text, PreflightStatus status)
    {
        _machine["proc/sys/kernel/numa_balancing"] = text;

        _machine.Check("NUMA balancing").Status.Should().Be(status);
    }

    [Fact]
    public void NumaBalancing_KernelWithout_Passes()
    {
        _machine.Remove("proc/sys/kernel/numa_balancing");

        _machine.Check("NUMA balancing").Status.Should().Be(PreflightStatus.Passed);
    }

    private void Cgroup(string path, string limit)
    {
        _machine[$"sys/fs/cgroup/{path}/cgroup.controllers"] = "cpu\n";
        _machine[$"sys/fs/cgroup/{path}/cpu.max"] = limit + "\n";
        _machine[$"sys/fs/cgroup/{path}/memory.max"] = "max\n";
    }
}
