namespace SchedExt.Tests.Topology.SysFs;

public class PciDirectoryTests
{
    [Theory]
    [InlineData(0x030000, PciDeviceKind.Gpu)]
    [InlineData(0x030200, PciDeviceKind.Gpu)]
    [InlineData(0x038000, PciDeviceKind.Gpu)]
    [InlineData(0x120000, PciDeviceKind.Gpu)]
    [InlineData(0x020000, PciDeviceKind.Network)]
    [InlineData(0x020700, PciDeviceKind.Network)]
    [InlineData(0x028000, PciDeviceKind.Network)]
    [InlineData(0x0c0600, PciDeviceKind.Network)]
    [InlineData(0x010802, PciDeviceKind.Nvme)]
    [InlineData(0x010601, null)]
    [InlineData(0x060400, null)]
    [InlineData(0x0c0330, null)]
    [InlineData(0, null)]
    public void KindOf_ClassCode_IsTheKindOrNone(int code, PciDeviceKind? kind) => PciDirectory.KindOf(code).Should().Be(kind);
}
