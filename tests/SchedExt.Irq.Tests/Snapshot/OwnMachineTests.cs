using System.Globalization;

namespace SchedExt.Irq.Tests.Snapshot;

/// <summary>The machines that the tests of the core library bring along, captured in QEMU: what is read of their interrupts, against the other files that tell the same.</summary>
public class OwnMachineTests
{
    public static TheoryData<string> Machines => [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Machines");

    [Theory]
    [MemberData(nameof(Machines))]
    public void Read_EachInterrupt_IsAsTheOtherFilesTell(string name)
    {
        KernelTree machine = Load(name);
        IrqSnapshot snapshot = IrqSnapshot.Read(machine);

        snapshot.Irqs.Select(irq => $"{irq.Irq}").Should().BeEquivalentTo(machine.ListDirectory("proc/irq").Where(entry => machine.Exists($"proc/irq/{entry}/node")));
        snapshot.Irqs.Count.Should().BeGreaterThan(15);
        string[][] rows = [.. machine["proc/interrupts"].Split('\n').Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(row => row.Length > 0)];
        foreach (IrqDescriptor irq in snapshot.Irqs)
        {
            string described = $"sys/kernel/irq/{irq.Irq}/";
            irq.Current.ToString().Should().Be(machine[$"proc/irq/{irq.Irq}/smp_affinity_list"].Trim());
            string.Join(',', irq.Actions).Should().Be(machine[described + "actions"].Trim());
            (irq.Identity.Chip ?? "").Should().Be(machine[described + "chip_name"].Trim());
            $"{irq.Identity.HardwareIrq}".Should().Be(machine[described + "hwirq"].Trim());
            string[]? row = rows.FirstOrDefault(row => row[0] == $"{irq.Irq}:");
            (irq.Counts?.Total).Should().Be(row?.Skip(1).Take(snapshot.Online.Count).Aggregate(0UL, (sum, count) => sum + ulong.Parse(count, CultureInfo.InvariantCulture)), $"{irq} fired so often");
            (irq.Unmovable == IrqCause.Managed).Should().Be(machine.GetMode($"proc/irq/{irq.Irq}/smp_affinity") == (UnixFileMode)0x124, $"{irq} may be written or not");
        }
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Plan_EachCpu_KeepsMovableInterruptsOff(string name)
    {
        IrqSnapshot snapshot = IrqSnapshot.Read(Load(name));
        foreach (int cpu in snapshot.Online.Count == 1 ? [] : snapshot.Online)
        {
            CpuSet protect = CpuSet.FromRange(cpu, cpu);

            IrqMaskPlanner.Plan(snapshot, protect).Where(irq => irq.Reason != IrqReason.Unmovable).Should().NotBeEmpty().And.OnlyContain(irq => !irq.To.Overlaps(protect) && irq.To.Overlaps(snapshot.Online));
        }
    }

    [Fact]
    public void Read_DisksAndACardOnTwoNodes_TellsManagedInterruptsAndNodes()
    {
        IrqSnapshot snapshot = IrqSnapshot.Read(Load("devices-on-nodes"));

        snapshot.Irqs.Where(irq => irq.Unmovable == IrqCause.Managed && irq.Actions.Count > 0 && irq.Device is not null).Select(irq => $"{irq.Actions[0]} {irq.Device!.Kind} {irq.Device.NodeId}")
            .Should().Equal(Enumerable.Range(1, 4).Select(queue => $"nvme0q{queue} Nvme ").Concat(Enumerable.Range(1, 4).Select(queue => $"nvme1q{queue} Nvme 1")));
        snapshot.Irqs.Single(irq => irq.Actions.Contains("virtio4-output.0")).Should().Match<IrqDescriptor>(irq => irq.IsMovable && irq.Device!.Kind == PciDeviceKind.Network && irq.Device.NodeId == 1);
    }

    [Fact]
    public void Read_CpusOffline_CountersBelongToTheCpusOfTheHeader()
    {
        CounterTable table = IrqSnapshot.Read(Load("offline-cpus")).Interrupts;

        table.Cpus.Should().Equal(0, 2, 3, 4, 7);
        table.Find(29)!.Counts.Should().Equal(0, 0, 0, 0, 40);
    }

    private static KernelTree Load(string name)
    {
        using FileStream archive = File.OpenRead(Path.Combine(Folder, name, "machine.tar.gz"));
        return MachineCapture.Read(archive);
    }
}
