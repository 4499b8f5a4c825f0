namespace SchedExt.Tests.Topology;

public class NumaTopologyDeviceTests
{
    private const string Gpu = "sys/bus/pci/devices/0000:c1:00.0", Card = "sys/bus/pci/devices/0000:19:00.0", Bridge = "sys/bus/pci/devices/0000:00:01.0";

    private static KernelTree Machine => new()
    {
        { "sys/devices/system/cpu/online", "0-7" },
        { "sys/devices/system/node/node0/cpulist", "0-3" },
        { "sys/devices/system/node/node1/cpulist", "4-7" },
        { $"{Gpu}/class", "0x030200\n" }, { $"{Gpu}/vendor", "0x10de\n" }, { $"{Gpu}/device", "0x2330\n" }, { $"{Gpu}/numa_node", "1\n" },
        { $"{Gpu}/local_cpulist", "4-7\n" }, { $"{Gpu}/uevent", "PCI_CLASS=30200\nDRIVER=nvidia\nPCI_ID=10DE:2330\n" },
        { $"{Gpu}/msi_irqs/301", "msix\n" }, { $"{Gpu}/msi_irqs/99", "msix\n" },
        { $"{Card}/class", "0x020000\n" }, { $"{Card}/numa_node", "-1\n" }, { $"{Card}/local_cpus", "ff\n" },
        { $"{Card}/net/eth1/mtu", "1500" }, { $"{Card}/virtio3/net/eth0/mtu", "1500" },
        { $"{Bridge}/class", "0x060400\n" },
    };

    [Fact]
    public void Devices_OfInterest_HaveWhatTheirFilesTell()
    {
        NumaTopology topology = NumaTopology.Read(Machine);

        topology.Devices.Select(device => device.Address).Should().Equal("0000:19:00.0", "0000:c1:00.0");
        PciDevice gpu = topology.FindDevice("0000:c1:00.0")!;
        (gpu.Kind, gpu.ClassCode, gpu.VendorId, gpu.DeviceId, gpu.Driver, gpu.NodeId).Should().Be((PciDeviceKind.Gpu, 0x030200, 0x10de, 0x2330, "nvidia", 1));
        gpu.LocalCpus.Should().Be(CpuSet.Parse("4-7"));
        gpu.MsiIrqs.Should().Equal(99, 301);
        gpu.NetInterfaces.Should().BeEmpty();
        gpu.ToString().Should().Be("0000:c1:00.0 (gpu, node 1)");
    }

    [Fact]
    public void Devices_WithoutNodeOrFiles_AreUnknownThere()
    {
        PciDevice card = NumaTopology.Read(Machine).FindDevice("0000:19:00.0")!;

        (card.Kind, card.VendorId, card.DeviceId, card.Driver, card.NodeId).Should().Be((PciDeviceKind.Network, null, null, null, null));
        card.LocalCpus.Should().Be(CpuSet.All(8));
        card.MsiIrqs.Should().BeEmpty();
        card.NetInterfaces.Should().Equal("eth0", "eth1");
        card.ToString().Should().Be("0000:19:00.0 (network, no node)");
    }

    [Fact]
    public void Devices_OddNames_AreTakenAsTheyAre()
    {
        const string Behind = "sys/bus/pci/devices/10000:e1:00.0", Old = "sys/bus/pci/devices/0000:05:00.0";
        var machine = new KernelTree
        {
            { "sys/devices/system/cpu/online", "0" },
            { $"{Behind}/class", "0x010802\n" }, { $"{Behind}/numa_node", "7\n" }, { $"{Behind}/msi_irqs/x", "" }, { $"{Behind}/local_cpulist", "\n" },
            { $"{Old}/class", "0x020000\n" }, { $"{Old}/net/ens1f0np0_\u00e9~%/mtu", "1500" },
            { "sys/bus/pci/devices/0000:06:00.0/class", "0x0302\0\n" }, { "sys/bus/pci/devices/0000:07:00.0/class", "0x1ffffffff\n" },
        };
        machine.AddLink($"{Old}/net:eth0", "../../../class/net/eth0");

        NumaTopology topology = NumaTopology.Read(machine);

        topology.Devices.Select(device => device.Address).Should().Equal("0000:05:00.0", "10000:e1:00.0");
        topology.Devices[0].NetInterfaces.Should().Equal("ens1f0np0_\u00e9~%", "eth0");
        PciDevice disk = topology.FindDevice("10000:e1:00.0")!;
        (disk.Kind, disk.NodeId, disk.LocalCpus, disk.MsiIrqs.Count).Should().Be((PciDeviceKind.Nvme, 7, CpuSet.Empty, 0));
        topology.DevicesOn(7).Should().Equal(disk);
        topology.FindNode(7).Should().BeNull();
    }

    [Fact]
    public void Driver_OnlyALink_IsItsLastPart()
    {
        KernelTree machine = Machine;
        machine.AddLink($"{Card}/driver", "../../../../bus/pci/drivers/mlx5_core");

        NumaTopology.Read(machine).FindDevice("0000:19:00.0")!.Driver.Should().Be("mlx5_core");
    }

    [Fact]
    public void DeviceOfIrq_AnyNumber_IsTheDeviceOrNull()
    {
        NumaTopology topology = NumaTopology.Read(Machine);

        topology.DeviceOfIrq(301)!.Address.Should().Be("0000:c1:00.0");
        topology.DeviceOfIrq(7).Should().BeNull();
        topology.FindDevice("0000:00:01.0").Should().BeNull("a bridge is of no interest");
        topology.DevicesOn(1).Should().ContainSingle();
        topology.DevicesOn(0).Should().BeEmpty();
    }

    [Fact]
    public void Equals_DriverChanged_IsDifferent()
    {
        KernelTree machine = Machine;
        NumaTopology before = NumaTopology.Read(machine);
        machine[$"{Gpu}/uevent"] = "DRIVER=vfio-pci\n";

        NumaTopology after = NumaTopology.Read(machine);

        after.Should().NotBe(before);
        after.HasSameCpusAndNodes(before).Should().BeTrue();
        after.FindDevice("0000:c1:00.0").Should().NotBe(before.FindDevice("0000:c1:00.0"));
        NumaTopology.Read(machine).FindDevice("0000:c1:00.0").Should().Be(after.FindDevice("0000:c1:00.0"));
    }
}
