using SchedExt.Irq;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Irq;

/// <summary>Snapshots of the kernel's own files.</summary>
[Machine(Machines.Irq)]
public sealed class IrqSnapshotTests
{
    [Fact]
    public void Read_IdentityFromTheTable_IsThatOfSysfs()
    {
        IrqSnapshot snapshot = IrqSnapshot.Read(KernelRoot.Host);
        string File(int irq, string name) => System.IO.File.ReadAllText($"/sys/kernel/irq/{irq}/{name}").Trim();

        IrqDescriptor[] messages = [.. snapshot.Irqs.Where(irq => irq.Identity.Chip?.Contains("MSI", StringComparison.Ordinal) == true && irq.Actions.Count > 0)];

        messages.Length.Should().BeGreaterThan(10, "two disks and four cards have them");
        messages.Select(irq => irq.Identity).Should().Equal(messages.Select(irq => new IrqIdentity(irq.Irq, File(irq.Irq, "chip_name"), long.Parse(File(irq.Irq, "hwirq")), File(irq.Irq, "actions"))));
    }
}
