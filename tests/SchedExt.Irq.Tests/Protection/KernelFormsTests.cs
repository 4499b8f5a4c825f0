namespace SchedExt.Irq.Tests.Protection;

public class KernelFormsTests
{
    /// <summary>CPU 3 of node 0 was the whole mask, and went offline: the kernel gives the interrupt to all that are online, or to those of its node (seen on 7.2).</summary>
    [Theory]
    [InlineData("0-2,4-7", true)]
    [InlineData("0-2", true)]
    [InlineData("0-1", false)]
    [InlineData("4-7", false)]
    [InlineData("", false)]
    public void IsBrokenByHotplug_OnlyCpuOffline_IsAllThatAreOnlineOrThoseOfTheNode(string found, bool broken)
        => new KernelForms(CpuSet.Parse("0-2,4-7"), CpuSet.Parse("0-7"), CpuSet.Parse("0-3")).IsBrokenByHotplug(CpuSet.Parse(found), CpuSet.Parse("3")).Should().Be(broken);

    [Fact]
    public void IsBrokenByHotplug_MaskHasAnOnlineCpu_IsNot()
        => new KernelForms(CpuSet.Parse("0-2,4-7"), CpuSet.Parse("0-7"), CpuSet.Parse("0-3")).IsBrokenByHotplug(CpuSet.Parse("0-1"), CpuSet.Parse("2-3")).Should().BeFalse();
}
