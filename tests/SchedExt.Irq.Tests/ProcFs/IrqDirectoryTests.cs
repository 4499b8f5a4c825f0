namespace SchedExt.Irq.Tests.ProcFs;

public class IrqDirectoryTests
{
    [Fact]
    public void Numbers_OtherNames_AreLeftOut() => IrqDirectory.Numbers(["10", "9", "default_smp_affinity", "2024"]).Should().Equal(9, 10, 2024);

    [Theory]
    [InlineData("0,3,4294967295\n", new ulong[] { 0, 3, 4294967295 })]
    [InlineData("7", new ulong[] { 7 })]
    public void ParseCounts_List_IsOneForEachPossibleCpu(string text, ulong[] counts) => IrqDirectory.ParseCounts(text).Should().Equal(counts);

    [Theory]
    [InlineData("")]
    [InlineData("1,,2")]
    [InlineData("1,x")]
    public void ParseCounts_NoList_IsNull(string text) => IrqDirectory.ParseCounts(text).Should().BeNull();

    [Theory]
    [InlineData("PCIe PME,aerdrv\n", "PCIe PME|aerdrv")]
    [InlineData("\n", "")]
    public void ParseActions_Text_IsItsNames(string text, string names) => string.Join('|', IrqDirectory.ParseActions(text)).Should().Be(names);
}
