namespace SchedExt.Irq.Tests.Journal;

public class ContainerLayerTests
{
    private const string Container = "1 0 0:30 / / rw master:1 - overlay overlay rw\n2 1 0:31 / /run/schedext rw - ext4 /dev/vda rw\n3 1 0:32 / /run2 rw - tmpfs tmpfs rw\n";

    [Theory]
    [InlineData("/run/schedext", false)]
    [InlineData("/run/schedext/below", false)]
    [InlineData("/run/schedext2", true)]
    [InlineData("/run2/x", false)]
    [InlineData("/var", true)]
    public void IsOverlayRoot_Directory_DependsOnItsMount(string directory, bool isLayer) => ContainerLayer.IsOverlayRoot(Container, directory).Should().Be(isLayer);

    [Fact]
    public void IsOverlayRoot_RootIsADisk_IsNot() => ContainerLayer.IsOverlayRoot("1 0 8:1 / / rw - ext4 /dev/sda1 rw\nnonsense\n", "/run").Should().BeFalse();
}
