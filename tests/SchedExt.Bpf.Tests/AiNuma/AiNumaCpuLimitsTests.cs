namespace SchedExt.Bpf.Tests;

public sealed class AiNumaCpuLimitsTests
{
    private readonly KernelTree _machine = Healthy.Machine();

    public AiNumaCpuLimitsTests()
    {
        _machine["sys/fs/cgroup/pod/cgroup.controllers"] = "cpu\n";
        _machine["sys/fs/cgroup/pod/cpu.max"] = "50000 100000\n";
    }

    [Fact]
    public void Lifted_KernelThatTellsOfLimits_None() => AiNumaCpuLimits.Lifted(_machine).Should().BeEmpty();

    [Fact]
    public void Lifted_OlderKernel_ListsThem()
    {
        _machine.Remove("sys/kernel/btf/vmlinux");
        _machine.Add("sys/kernel/btf/vmlinux", Healthy.Types("cgroup_set_weight"));

        AiNumaCpuLimits.Lifted(_machine).Should().Equal("/pod (50000 100000)");
    }

    [Fact]
    public void ThrowIfRefused_Policy_Decides()
    {
        FluentActions.Invoking(() => AiNumaCpuLimits.ThrowIfRefused("ai_numa", CpuLimitPolicy.Refuse, ["/pod (50000 100000)"]))
            .Should().Throw<BpfException>().WithMessage("*no longer be limited: /pod (50000 100000). Choose partial mode*").Which.Kind.Should().Be(BpfErrorKind.NotSupported);
        FluentActions.Invoking(() => AiNumaCpuLimits.ThrowIfRefused("ai_numa", CpuLimitPolicy.Refuse, [])).Should().NotThrow();
        FluentActions.Invoking(() => AiNumaCpuLimits.ThrowIfRefused("ai_numa", CpuLimitPolicy.Accept, ["/pod (50000 100000)"])).Should().NotThrow();
    }
}
