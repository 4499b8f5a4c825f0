namespace SchedExt.Tests.Files;

public sealed class DirectoryRootTests : KernelRootContract, IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("schedext-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    protected override KernelRoot Make(Dictionary<string, string> files)
    {
        TemporaryFiles.Write(directory, files);
        return KernelRoot.At(directory);
    }

    [Fact]
    public void Directory_EachKind_IsWhereFilesAre()
    {
        KernelRoot.Host.Directory.Should().Be("/");
        KernelRoot.At(directory).Directory.Should().Be(directory);
        new KernelTree().Directory.Should().BeNull();
    }

    [Fact]
    public void At_EmptyDirectory_Throws() => FluentActions.Invoking(() => KernelRoot.At("")).Should().Throw<ArgumentException>();

    [Fact]
    public void GetMode_FileOnLinux_IsItsMode()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("file modes need Linux");
            return;
        }

        KernelRoot root = Make(new() { ["proc/irq/29/smp_affinity_list"] = "0-7" });
        File.SetUnixFileMode(Path.Combine(directory, "proc/irq/29/smp_affinity_list"), UnixFileMode.UserRead);

        root.GetMode("proc/irq/29/smp_affinity_list").Should().Be(UnixFileMode.UserRead);
    }

    /// <summary>Bug: managed interrupts, known by their files' mode, were taken for movable ones in such a container.</summary>
    [Fact]
    public void GetMode_StatxIsRefused_IsItsModeAllTheSame()
    {
        if (!OperatingSystem.IsLinux() || !WithoutStatx.IsPossible)
        {
            Assert.Skip("no filter for this processor");
            return;
        }

        KernelRoot root = Make(new() { ["proc/irq/29/smp_affinity_list"] = "0-7" });
        File.SetUnixFileMode(Path.Combine(directory, "proc/irq/29/smp_affinity_list"), UnixFileMode.UserRead);

        WithoutStatx.Ask(() => (root.GetMode("proc/irq/29/smp_affinity_list"), root.GetMode("proc/irq/30/smp_affinity_list"))).Should().Be((UnixFileMode.UserRead, null));
        WithoutStatx.Ask(() => root.Stamp("proc/irq", out _)).Should().Be(Errno.EPERM, "a stamp that is not known equals no other");
    }

    [Fact]
    public void ReadLink_LinkOnLinux_IsItsText()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links need Linux");
        KernelRoot root = Make([]);
        File.CreateSymbolicLink(Path.Combine(directory, "driver"), "../../bus/pci/drivers/nvme");

        root.ReadLink("driver").Should().Be("../../bus/pci/drivers/nvme");
        root.ListDirectory("missing").Should().BeEmpty();
    }

    [Fact]
    public void Stamp_NameComes_IsAnotherOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "stamps need Linux");
        KernelRoot root = Make(new() { ["proc/7/fd/0"] = "" });

        root.Stamp("proc/7/fd", out DirectoryStamp first).Should().Be(Errno.None);
        root.Stamp("proc/7/fd", out DirectoryStamp again);
        File.WriteAllText(Path.Combine(directory, "proc/7/fd/1"), "");
        root.Stamp("proc/7/fd", out DirectoryStamp later);

        again.Should().Be(first);
        later.Should().NotBe(first);
        root.Stamp("proc/8/fd", out _).Should().Be(Errno.ENOENT);
    }

    [Fact]
    public void Stamp_OpenFilesOfAProcess_GoWithTheirNumber()
    {
        bool counts = KernelRoot.Host.Stamp("proc/self/fd", out DirectoryStamp stamp) == Errno.None && stamp.Size > 0;
        Assert.SkipUnless(counts, "the size of proc/PID/fd is the number of open files from Linux 6.2 on");

        // More at once than other tests of this process close meanwhile.
        List<FileStream> opened = [.. Enumerable.Range(0, 500).Select(_ => File.OpenRead("/dev/null"))];
        KernelRoot.Host.Stamp("proc/self/fd", out DirectoryStamp more);
        opened.ForEach(file => file.Dispose());

        more.Inode.Should().Be(stamp.Inode);
        more.Size.Should().BeGreaterThan(stamp.Size + 300);
    }

    [Fact]
    public void ReadText_FileOfTheKernelWithoutSize_IsWhole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a kernel that makes files up");

        string maps = KernelRoot.Host.ReadText("proc/self/maps");

        maps.Length.Should().BeGreaterThan(8192, "one read of such a file gives at most one page");
        maps.Should().Contain("[stack]").And.EndWith("\n");
    }

    [Fact]
    public void ListDirectory_LinksThatLeadNowhere_AreListed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links need Linux");
        KernelRoot root = Make(new() { ["node0/cpulist"] = "0" });
        File.CreateSymbolicLink(Path.Combine(directory, "node0/cpu3"), "../../cpu/cpu3");

        root.ListDirectory("node0").Should().Equal("cpu3", "cpulist");
    }
}
