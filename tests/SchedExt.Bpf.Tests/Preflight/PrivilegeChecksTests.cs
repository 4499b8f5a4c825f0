namespace SchedExt.Bpf.Tests;

public sealed class PrivilegeChecksTests
{
    [Theory]
    [InlineData("000001ffffffffff", PreflightStatus.Passed)]  // root
    [InlineData("0000000000200000", PreflightStatus.Passed)]  // CAP_SYS_ADMIN
    [InlineData("000000c000000000", PreflightStatus.Passed)]  // CAP_BPF and CAP_PERFMON
    [InlineData("0000008000000000", PreflightStatus.Failed)]  // CAP_BPF
    [InlineData("0000004000000000", PreflightStatus.Failed)]  // CAP_PERFMON
    [InlineData("0000000000000000", PreflightStatus.Failed)]
    [InlineData("000001ff3fdfffff", PreflightStatus.Passed)]  // without CAP_SYS_ADMIN
    [InlineData("00000000a80425fb", PreflightStatus.Failed)]  // a container's default
    public void Capabilities_Effective_Decide(string set, PreflightStatus status)
    {
        KernelTree machine = Healthy.Machine();
        machine["proc/self/status"] = $"Name:\tCapEff:\nCapPrm:\t000001ffffffffff\nCapEff:\t{set}\nCapBnd:\t000001ffffffffff\n";

        PreflightCheck check = machine.Check("privileges");

        check.Status.Should().Be(status);
        check.Cause.Should().Be(status == PreflightStatus.Failed ? PreflightCause.Privileges : PreflightCause.Machine);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CapEff:\tmany\n")]
    [InlineData("CapPrm:\t000001ffffffffff\n")]
    public void Capabilities_NotTold_IsUnknown(string status)
    {
        KernelTree machine = Healthy.Machine();
        machine["proc/self/status"] = status;

        machine.Check("privileges").Status.Should().Be(PreflightStatus.Unknown);
    }
}
