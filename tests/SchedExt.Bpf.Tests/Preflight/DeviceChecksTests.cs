namespace SchedExt.Bpf.Tests;

public sealed class DeviceChecksTests
{
    private readonly KernelTree _machine = Healthy.Machine();

    [Fact]
    public void Gpus_None_Passes() => _machine.Check("GPUs").Should().Match<PreflightCheck>(check => check.Status == PreflightStatus.Passed && check.Message == "none has a device file.");

    [Fact]
    public void Gpus_OnNodes_AreCountedByNode()
    {
        Gpu(0, "0");
        Gpu(1, "1");
        Gpu(2, "1");

        _machine.Check("GPUs").Message.Should().Be("1 on node 0, 2 on node 1; processes that use them can be kept at home there.");
    }

    [Theory]
    [InlineData(true, PreflightStatus.Warning)]
    [InlineData(false, PreflightStatus.Passed)]
    public void Gpus_NodeNotTold_MattersWhereThereAreTwo(bool secondNode, PreflightStatus status)
    {
        Gpu(0, "-1");
        _machine.Remove("sys/devices/system/node/node1");
        if (secondNode) _machine["sys/devices/system/node/node1/cpulist"] = "2-3\n";

        _machine.Check("GPUs").Status.Should().Be(status);
    }

    private void Gpu(int minor, string node)
    {
        string address = $"0000:{minor + 1:x2}:00.0";
        _machine[$"proc/driver/nvidia/gpus/{address}/information"] = $"Device Minor: \t {minor}\n";
        _machine[$"sys/bus/pci/devices/{address}/numa_node"] = node + "\n";
    }
}
