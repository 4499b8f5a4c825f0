using System.Text.Json;

namespace SchedExt.Irq.Tests.Planning;

public class IrqPlanTests
{
    private static IrqPlan Plan => IrqMaskPlanner.Plan(
        IrqSnapshot.Read(new KernelTree
        {
            { "sys/devices/system/cpu/online", "0-7" },
            { "proc/irq/27/smp_affinity_list", "0-7" },
            { "sys/kernel/irq/27/actions", "nvme0q1,other" },
            { "sys/kernel/irq/27/chip_name", "PCI-MSIX-0000:01:00.0" },
        }),
        CpuSet.Parse("0-3"));

    [Fact]
    public void ToJson_Plan_HasTheDocumentedShape()
    {
        const string Expected = """{"protected":"0-3","mode":"normal","irqs":[{"irq":27,"device":"0000:01:00.0","actions":["nvme0q1","other"],"from":"0-7","to":"4-7","reason":"Stripped","cause":"HomePartlyProtected"}]}""";

        Plan.ToJson().Should().Be(Expected);
        JsonSerializer.Serialize(Plan).Should().Be(Expected);
    }

    [Fact]
    public void ToString_Plan_IsOneLineEach()
        => Plan.ToString().Should().Be("protect 0-3, normal: 1 interrupts, 1 to write\n27 (nvme0q1,other): 0-7 -> 4-7, Stripped (HomePartlyProtected)");

    [Fact]
    public void Equals_SameDecisions_AreEqual()
    {
        Plan.Equals(Plan).Should().BeTrue();
        Plan[27].Should().Be(Plan[27]);
        Plan.Equals(null).Should().BeFalse();
    }

    [Fact]
    public void Indexer_NoSuchInterrupt_Throws() => ((Func<PlannedIrq>)(() => Plan[28])).Should().Throw<KeyNotFoundException>();

    [Fact]
    public void Deserialize_Plan_IsNotSupported() => ((Action)(() => JsonSerializer.Deserialize<IrqPlan>("{}"))).Should().Throw<NotSupportedException>();
}
