using System.Text.Json;

namespace SchedExt.Tests.Machines;

/// <summary>Reads whole captured machines and compares with what is known of them. A new folder is a new test.</summary>
public class MachineTests
{
    public static TheoryData<string> Own => new(MachineCatalog.OwnNames);

    public static TheoryData<string> Outside => new(MachineCatalog.OutsideNames.DefaultIfEmpty(""));

    [Theory]
    [MemberData(nameof(Own))]
    public void Read_OwnMachine_IsAsExpected(string name)
    {
        Check(name);
    }

    [Theory]
    [MemberData(nameof(Outside))]
    public void Read_OutsideMachine_IsAsExpected(string name)
    {
        Assert.SkipWhen(string.IsNullOrEmpty(MachineCatalog.Outside), $"{MachineCatalog.Variable} is not set");
        name.Should().NotBeEmpty($"{MachineCatalog.Variable} names {MachineCatalog.Outside}, and no captured machine is there");
        Check(name);
    }

    private static void Check(string name)
    {
        Machine machine = MachineCatalog.Load(name);
        NumaTopology topology = NumaTopology.Read(machine.Root);

        new MachineComparison(machine, topology).Differences().Should().BeEmpty();
    }
}
