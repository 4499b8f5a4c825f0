namespace SchedExt.Tests.Gpus;

public class GpuDeviceMapTests
{
    private static KernelTree Machine
    {
        get
        {
            var tree = new KernelTree
            {
                { "proc/driver/nvidia/gpus/0000:c1:00.0/information", "Model: \t\t NVIDIA H100\nIRQ:   \t\t 301\nDevice Minor: \t 3\n" },
                { "proc/driver/nvidia/gpus/0000:c2:00.0/information", "Model: \t\t unknown\n" },
                { "sys/bus/pci/devices/0000:c1:00.0/numa_node", "1\n" },
                { "sys/bus/pci/devices/0000:c1:00.0/uevent", "DRIVER=nvidia\n" },
                { "sys/bus/pci/devices/0000:03:00.0/numa_node", "-1\n" },
                { "sys/bus/pci/devices/0000:19:00.0/numa_node", "0\n" },
                { "sys/class/drm/card0/dev", "226:0\n" },
            };
            tree.AddLink("sys/class/drm/renderD128/device", "../../../0000:c1:00.0");
            tree.AddLink("sys/class/drm/renderD129/device", "../../../0000:03:00.0");
            tree.AddLink("sys/class/drm/renderD130/device", "../../../vgem");
            tree.AddLink("sys/class/accel/accel0/device", "../../../0000:19:00.0");
            return tree;
        }
    }

    [Fact]
    public void Read_NvidiaDrmAndAccel_AreJoinedByAddress()
    {
        GpuDeviceMap map = GpuDeviceMap.Read(Machine);

        map.Devices.Select(device => device.ToString()).Should().Equal(
            "0000:03:00.0 (/dev/dri/renderD129, no node)", "0000:19:00.0 (/dev/accel/accel0, node 0)", "0000:c1:00.0 (/dev/dri/renderD128 /dev/nvidia3, node 1)");
        map.Devices.Select(device => device.Driver).Should().Equal(null, null, "nvidia");
    }

    [Theory]
    [InlineData("/dev/nvidia3", "0000:c1:00.0")]
    [InlineData("/dev/nvidia3 (deleted)", "0000:c1:00.0")]
    [InlineData("/var/lib/machines/one/dev/dri/renderD128", "0000:c1:00.0")]
    [InlineData("/dev/accel/accel0", "0000:19:00.0")]
    [InlineData("/dev/nvidia30", null)]
    [InlineData("/dev/nvidiactl", null)]
    [InlineData("/dev/dri/renderD130", null)]
    [InlineData("/dev/null", null)]
    [InlineData("socket:[1234]", null)]
    public void Find_File_IsItsGpu(string file, string? address) => (GpuDeviceMap.Read(Machine).Find(file)?.Address).Should().Be(address);

    [Fact]
    public void Equals_SameFiles_IsTrueUntilADeviceMoves()
    {
        KernelTree moved = Machine;
        moved["sys/bus/pci/devices/0000:c1:00.0/numa_node"] = "0\n";

        GpuDeviceMap.Read(Machine).Should().Be(GpuDeviceMap.Read(Machine));
        GpuDeviceMap.Read(moved).Should().NotBe(GpuDeviceMap.Read(Machine));
        GpuDeviceMap.Read(new KernelTree()).Devices.Should().BeEmpty();
    }
}
