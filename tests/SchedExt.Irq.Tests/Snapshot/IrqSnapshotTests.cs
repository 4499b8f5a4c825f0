namespace SchedExt.Irq.Tests.Snapshot;

public class IrqSnapshotTests
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static KernelTree Machine => new()
    {
        { "sys/devices/system/cpu/possible", "0-7" },
        { "sys/devices/system/cpu/online", "0-3,5-7" },
        { "proc/interrupts", "CPU0 CPU1 CPU2 CPU3 CPU5 CPU6 CPU7\n 27: 1 2 3 4 5 6 7 PCI-MSIX-0000:01:00.0 1-edge nvme0q1\n" },
        { "proc/irq/default_smp_affinity", "ff" },
        { "proc/irq/27/smp_affinity_list", "0-7\n" },
        { "proc/irq/27/effective_affinity_list", "3\n" },
        { "proc/irq/27/node", "1\n" },
        { "sys/kernel/irq/27/actions", "nvme0q1\n" },
        { "sys/kernel/irq/27/chip_name", "PCI-MSIX-0000:01:00.0\n" },
        { "sys/kernel/irq/27/hwirq", "1\n" },
        { "proc/irq/28/smp_affinity_list", "2-3\n", ReadOnly },
        { "proc/irq/29/smp_affinity", "0f\n" },
        { "proc/irq/30/node", "-1\n" },
    };

    [Fact]
    public void Read_Interrupt_HasIdentityMasksCountersAndNode()
    {
        IrqDescriptor irq = IrqSnapshot.Read(Machine)[27];

        irq.Identity.Should().Be(new IrqIdentity(27, "PCI-MSIX-0000:01:00.0", 1, "nvme0q1"));
        (irq.Home, irq.Current, irq.Effective, irq.NodeId).Should().Be((CpuSet.Parse("0-7"), CpuSet.Parse("0-7"), CpuSet.Parse("3"), (int?)1));
        irq.Device!.Address.Should().Be("0000:01:00.0");
        irq.Counts!.Total.Should().Be(28);
        irq.IsMovable.Should().BeTrue();
    }

    /// <summary>The tree tells of no CPU, so nothing but the given topology can have answered.</summary>
    [Fact]
    public void Read_TopologyGiven_IsNotReadAgain()
    {
        NumaTopology topology = NumaTopology.Read(Machine);
        var interrupts = new KernelTree { { "proc/irq/27/smp_affinity_list", "0-3" } };

        IrqSnapshot snapshot = IrqSnapshot.Read(interrupts, topology);

        snapshot.Topology.Should().BeSameAs(topology);
        snapshot[27].Current.Should().Be(CpuSet.Parse("0-3"));
    }

    [Fact]
    public void Read_FileWithoutWritePermission_IsManaged() => IrqSnapshot.Read(Machine)[28].Unmovable.Should().Be(IrqCause.Managed);

    [Fact]
    public void Read_MaskOnly_IsRead() => IrqSnapshot.Read(Machine)[29].Current.Should().Be(CpuSet.Parse("0-3"));

    [Fact]
    public void Read_NoAffinityFile_IsUnmovableAndNotEmptyByChance()
    {
        IrqDescriptor irq = IrqSnapshot.Read(Machine)[30];

        (irq.Unmovable, irq.NodeId, irq.Identity.Chip).Should().Be((IrqCause.NoAffinityFile, null, null));
    }

    [Fact]
    public void Read_UnreadableAffinity_IsUnknownAndLeftAlone()
    {
        KernelTree machine = Machine;
        machine.Add("proc/irq/31/smp_affinity_list", "0-7", UnixFileMode.None);

        IrqSnapshot.Read(machine)[31].Unmovable.Should().Be(IrqCause.Unreadable);
    }

    [Theory]
    [InlineData("proc/irq/27/smp_affinity_list", "0-x")]
    [InlineData("proc/irq/27/effective_affinity_list", "3,4-")]
    [InlineData("proc/irq/default_smp_affinity", "zz")]
    [InlineData("proc/interrupts", "not a table")]
    [InlineData("proc/irq/27/node", "x")]
    [InlineData("sys/kernel/irq/31/hwirq", "0x17")]
    public void Read_MalformedFile_NamesIt(string path, string text)
    {
        KernelTree machine = Machine;
        machine["sys/kernel/irq/31/actions"] = machine["sys/kernel/irq/31/hwirq"] = machine["proc/irq/31/smp_affinity"] = "1";
        machine[path] = text;
        Action read = () => IrqSnapshot.Read(machine);

        read.Should().Throw<KernelFormatException>().Where(e => e.Path.StartsWith(path, StringComparison.Ordinal) && e.Expected.Length > 0);
    }

    [Fact]
    public void Read_DeviceListsItsInterrupts_ListComesBeforeNames()
    {
        KernelTree machine = Machine;
        machine.Add("sys/bus/pci/devices/0000:17:00.0/class", "0x030200");
        machine.Add("sys/bus/pci/devices/0000:17:00.0/numa_node", "0");
        machine.Add("sys/bus/pci/devices/0000:17:00.0/msi_irqs/27", "");

        IrqSnapshot.Read(machine)[27].Device.Should().Be(new IrqDevice("0000:17:00.0", PciDeviceKind.Gpu, 0, null));
    }

    [Theory]
    [InlineData("eth7-TxRx-3")]
    [InlineData("i40e-eth7-TxRx-3")]
    [InlineData("mlx5_comp3@pci:0000:18:00.0")]
    public void Read_HandlerNamesInterfaceOrAddress_DeviceIsFound(string action)
    {
        KernelTree machine = Machine;
        machine.Add("sys/bus/pci/devices/0000:18:00.0/class", "0x020000");
        machine.AddDirectory("sys/bus/pci/devices/0000:18:00.0/net/eth7");
        machine["proc/interrupts"] = machine["proc/interrupts"].Replace("PCI-MSIX-0000:01:00.0 1-edge nvme0q1", $"IR-PCI-MSI 1-edge {action}", StringComparison.Ordinal);

        IrqSnapshot.Read(machine)[27].Device!.Kind.Should().Be(PciDeviceKind.Network);
    }

    [Theory]
    [InlineData("Hyper-V PCIe MSI 5-edge mlx5_comp0")]
    [InlineData("IO-APIC 9-fasteoi acpi, PCIe PME")]
    [InlineData("PCI-MSIX-0000:01:00.0 1 eth0")]
    [InlineData("PCI-MSIX-0000:01:00.0 1-edge")]
    public void Read_WordsWithMoreThanOneMeaning_SysfsTellsTheIdentity(string words)
    {
        KernelTree machine = Machine;
        machine["proc/interrupts"] = machine["proc/interrupts"].Replace("PCI-MSIX-0000:01:00.0 1-edge nvme0q1", words, StringComparison.Ordinal);

        IrqSnapshot.Read(machine)[27].Identity.Should().Be(new IrqIdentity(27, "PCI-MSIX-0000:01:00.0", 1, "nvme0q1"));
    }

    [Theory]
    [InlineData("IR-PCI-MSIX-0000:17:00.0  12-edge      eth0-rx-3", "IR-PCI-MSIX-0000:17:00.0", 12, "eth0-rx-3")]
    [InlineData("PCI-MSI 524288-edge      PCIe PME, aerdrv", "PCI-MSI", 524288, "PCIe PME,aerdrv")]
    public void Read_MessageSignalledWithHandlers_NeedsNoFileOfSysfs(string words, string chip, long number, string actions)
    {
        KernelTree machine = Machine;
        machine["proc/interrupts"] = machine["proc/interrupts"].Replace("27:", "29:", StringComparison.Ordinal).Replace("PCI-MSIX-0000:01:00.0 1-edge nvme0q1", words, StringComparison.Ordinal);

        IrqSnapshot.Read(machine)[29].Identity.Should().Be(new IrqIdentity(29, chip, number, actions));
    }

    [Fact]
    public void WithHomes_SomeNumbers_ChangesOnlyThose()
    {
        IrqSnapshot snapshot = IrqSnapshot.Read(Machine).WithHomes(new Dictionary<int, CpuSet> { [27] = CpuSet.Parse("1"), [999] = CpuSet.Parse("2") });

        (snapshot[27].Home, snapshot[27].Current, snapshot[29].Home).Should().Be((CpuSet.Parse("1"), CpuSet.Parse("0-7"), CpuSet.Parse("0-3")));
    }

    [Fact]
    public void WithUnmovable_RefusedBefore_KeepsAKnownCause()
    {
        IrqSnapshot snapshot = IrqSnapshot.Read(Machine).WithUnmovable(new HashSet<int> { 27, 28 });

        (snapshot[27].Unmovable, snapshot[28].Unmovable).Should().Be((IrqCause.Refused, IrqCause.Managed));
    }

    [Fact]
    public void Matches_HandlerFreed_IsTheSameInterrupt()
    {
        var before = new IrqIdentity(27, "PCI-MSI", 3, "eth0");

        before.Matches(before with { Actions = "" }).Should().BeTrue();
        before.Matches(before with { Actions = "eth1" }).Should().BeFalse();
        before.Matches(before with { HardwareIrq = 4 }).Should().BeFalse();
        before.Matches(before with { Chip = null, HardwareIrq = null }).Should().BeTrue();
    }

    [Fact]
    public void Read_DeviceListsInterruptsThatDoNotExist_TheyAreNotMadeUp()
    {
        KernelTree machine = Machine;
        machine.Add("sys/bus/pci/devices/0000:17:00.0/class", "0x020000");
        machine.Add("sys/bus/pci/devices/0000:17:00.0/msi_irqs/27", "");
        machine.Add("sys/bus/pci/devices/0000:17:00.0/msi_irqs/500", "");

        IrqSnapshot.Read(machine).Irqs.Select(irq => irq.Irq).Should().Equal(27, 28, 29, 30);
    }

    [Fact]
    public void Read_DeviceWithoutNode_IsOnNone()
    {
        KernelTree machine = Machine;
        machine.Add("sys/bus/pci/devices/0000:01:00.0/class", "0x010802");
        machine.Add("sys/bus/pci/devices/0000:01:00.0/numa_node", "-1");

        IrqSnapshot.Read(machine)[27].Device.Should().Be(new IrqDevice("0000:01:00.0", PciDeviceKind.Nvme, null, null));
    }

    [Fact]
    public void Read_InterruptWithoutRowInTheTable_IsThereWithoutCounters() => IrqSnapshot.Read(Machine)[29].Counts.Should().BeNull();
}
