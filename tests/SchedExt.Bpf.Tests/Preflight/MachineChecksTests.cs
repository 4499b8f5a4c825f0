namespace SchedExt.Bpf.Tests;

public sealed class MachineChecksTests
{
    [Fact]
    public void Limits_SmallMachine_CountsNodesAndCpus()
    {
        KernelTree machine = Shape.Tree("0-5", (0, "0-1", "10 20 20"), (2, "2-5", "20 10 20"), (3, "", "20 20 10"));

        machine.Check("size").Message.Should().Be("2 NUMA nodes with CPUs, 6 possible CPUs.");
    }

    [Fact]
    public void Limits_TooLarge_FailsWithTheLimit()
    {
        PreflightCheck check = Shape.Tree("0-9000", (0, "0-9000", "10")).Check("size");

        check.Status.Should().Be(PreflightStatus.Failed);
        check.Message.Should().Contain("9001 possible CPUs; at most 8192");
    }

    [Fact]
    public void Limits_ListsOdd_IsUnknownWithTheReason()
    {
        KernelTree machine = Healthy.Machine();
        machine["sys/devices/system/cpu/online"] = "zero";

        PreflightCheck check = machine.Check("size");

        check.Status.Should().Be(PreflightStatus.Unknown);
        check.Message.Should().Contain("sys/devices/system/cpu/online");
    }

    [Fact]
    public void Libbpf_Loaded_HasVersionAndPath() => Healthy.Machine().Check("libbpf").Message.Should().MatchRegex(@"^version 1\.\d+ from /.*libbpf\.so\.$");
}
