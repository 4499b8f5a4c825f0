using System.Globalization;
using System.Text.Json;
using SchedExt.Irq.Tests.Fixtures;

namespace SchedExt.Irq.Tests.Snapshot;

/// <summary>Machines captured whole.</summary>
public class CapturedMachineTests
{
    [Fact]
    public void Read_FortyCpusAndFourNodes_TellsManagedInterruptsAndDevices()
    {
        IrqSnapshot snapshot = IrqSnapshot.Read(FixtureArchive.ReadOne("vm72-40cpu-4node.tar.gz"));

        snapshot.Irqs.Count(irq => irq.Unmovable == IrqCause.Managed).Should().Be(362);
        snapshot.Irqs.Where(irq => irq.Actions.Any(action => action.StartsWith("nvme", StringComparison.Ordinal)))
            .Should().OnlyContain(irq => irq.Device!.Kind == PciDeviceKind.Nvme && irq.Device.NodeId != null);
        snapshot[24].Actions.Should().Equal("PCIe PME", "aerdrv", "pciehp", "PCIe bwctrl");
        snapshot[24].Counts!.Total.Should().Be(snapshot.Interrupts.Find(24)!.Total);
        snapshot.SoftIrqs.Rows.Select(row => row.Label).Should().Contain("NET_RX");
    }

    [Fact]
    public void Plan_FortyCpusAndFourNodes_KeepsMovableInterruptsOffTheProtected()
    {
        IrqSnapshot snapshot = IrqSnapshot.Read(FixtureArchive.ReadOne("vm72-40cpu-4node.tar.gz"));
        CpuSet protect = CpuSet.Parse("2,38");

        IrqPlan plan = IrqMaskPlanner.Plan(snapshot, protect);

        plan.Where(irq => irq.Reason != IrqReason.Unmovable).Should().NotBeEmpty().And.OnlyContain(irq => !irq.To.Overlaps(protect));
        plan[30].Should().Match<PlannedIrq>(irq => irq.To == CpuSet.Parse("36-37,39") && irq.Reason == IrqReason.Stripped);
        plan[41].Reason.Should().Be(IrqReason.Unmovable);
    }

    [Fact]
    public void Read_EachCapturedHost_HasADecisionForEachInterrupt()
    {
        int hosts = 0;
        foreach ((string name, KernelTree tree) in FixtureArchive.ReadMany("machines.tar.gz").Where(machine => machine.Value.Exists("proc/irq/0")))
        {
            IrqSnapshot snapshot = IrqSnapshot.Read(tree);
            CpuSet protect = CpuSet.FromRange(snapshot.Online.First, snapshot.Online.First);

            snapshot.Irqs.Count.Should().BeGreaterThan(10, name);
            IrqMaskPlanner.Plan(snapshot, protect).Where(irq => irq.Reason != IrqReason.Unmovable).Should().OnlyContain(irq => !irq.To.Overlaps(protect) && !irq.To.IsEmpty, name);
            hosts++;
        }

        hosts.Should().BeGreaterThan(3);
    }

    /// <summary>An empty list of effective CPUs is an interrupt that was never started.</summary>
    [Fact]
    public void Read_EachCapturedHost_IsAsExpected()
    {
        int hosts = 0;
        foreach ((string name, KernelTree tree) in FixtureArchive.ReadMany("machines.tar.gz").Where(machine => machine.Value.Exists("expected.json")))
        {
            using var answers = JsonDocument.Parse(tree["expected.json"]);
            if (answers.RootElement.TryGetProperty("irq", out JsonElement irqs) && irqs.ValueKind != JsonValueKind.Null)
            {
                IrqSnapshot snapshot = IrqSnapshot.Read(tree);

                snapshot.DefaultAffinity.ToString().Should().Be(answers.RootElement.GetProperty("defaultSmpAffinity").GetString(), name);
                snapshot.Irqs.Select(irq => Shown(irq)).Should().Equal(irqs.EnumerateObject().OrderBy(irq => int.Parse(irq.Name, CultureInfo.InvariantCulture)).Select(irq => Shown(irq)), name);
                hosts++;
            }
        }

        hosts.Should().BeGreaterThan(3);
    }

    private static string Shown(IrqDescriptor irq) => $"{irq.Irq}: affinity {irq.Current}, effective {irq.Effective}, node {irq.NodeId ?? -1}";

    private static string Shown(JsonProperty irq)
        => $"{irq.Name}: affinity {irq.Value.GetProperty("affinity")}, effective {irq.Value.GetProperty("effective")}, node {irq.Value.GetProperty("node")}";
}
