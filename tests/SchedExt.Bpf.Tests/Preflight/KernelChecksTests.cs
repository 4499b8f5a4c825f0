namespace SchedExt.Bpf.Tests;

public sealed class KernelChecksTests
{
    private readonly KernelTree _machine = Healthy.Machine();

    [Fact]
    public void SchedExt_Missing_NamesTheKernelAndWhatToBoot()
    {
        _machine.Remove("sys/kernel/sched_ext");

        PreflightCheck check = _machine.Check("sched_ext");

        (check.Status, check.Cause, check.Message).Should().Be((PreflightStatus.Failed, PreflightCause.Machine, "kernel 7.2.13-amd64 does not have it."));
        check.Remedy.Should().Contain("6.12").And.Contain("CONFIG_SCHED_CLASS_EXT=y");
    }

    [Fact]
    public void SchedExt_ReleaseUnknown_IsStillASentence()
    {
        _machine.Remove("proc/sys/kernel/osrelease");

        _machine.Check("sched_ext").Message.Should().Be("the kernel has it.");
    }

    [Theory]
    [InlineData("1\n", PreflightStatus.Passed)]
    [InlineData("2\n", PreflightStatus.Passed)]
    [InlineData("0\n", PreflightStatus.Failed)]
    public void Jit_Value_Decides(string text, PreflightStatus status)
    {
        _machine["proc/sys/net/core/bpf_jit_enable"] = text;

        _machine.Check("BPF JIT").Status.Should().Be(status);
    }

    [Fact]
    public void Jit_Unreadable_IsUnknown()
    {
        _machine.Remove("proc/sys/net/core/bpf_jit_enable");
        _machine.Add("proc/sys/net/core/bpf_jit_enable", "1\n", UnixFileMode.None);

        _machine.Check("BPF JIT").Status.Should().Be(PreflightStatus.Unknown);
    }

    [Fact]
    public void IsolatedCpus_Some_AreNamed()
    {
        _machine["sys/devices/system/cpu/isolated"] = "2-3\n";

        PreflightCheck check = _machine.Check("isolated CPUs");

        (check.Status, check.Message).Should().Be((PreflightStatus.Failed, "the CPUs 2-3 are isolated, and sched_ext does not attach beside that."));
        check.Remedy.Should().Contain("isolcpus=");
    }

    [Theory]
    [InlineData("enabled\n", "lavd\n", "'lavd' is running.")]
    [InlineData("enabling\n", "lavd\n", "'lavd' is enabling.")]
    [InlineData("disabling\n", null, "one is disabling.")]
    [InlineData("enabled\n", null, "one is running.")]
    public void OtherScheduler_Attached_IsNamedAsTheCause(string state, string? ops, string message)
    {
        _machine["sys/kernel/sched_ext/state"] = state;
        if (ops is not null) _machine["sys/kernel/sched_ext/root/ops"] = ops;

        PreflightCheck check = _machine.Check("other scheduler");

        (check.Status, check.Cause, check.Message, check.Remedy).Should().Be((PreflightStatus.Failed, PreflightCause.Busy, message, "Stop it first."));
    }
}
