namespace SchedExt.Tests.Files;

public sealed class KernelTreeTests : KernelRootContract
{
    protected override KernelRoot Make(Dictionary<string, string> files)
    {
        var tree = new KernelTree();
        foreach ((string path, string text) in files)
        {
            tree.Add(path, text);
        }

        return tree;
    }

    [Fact]
    public void CollectionInitialiser_TextAndModes_AreKept()
    {
        var tree = new KernelTree
        {
            { "sys/devices/system/cpu/online", "0-7" },
            { "proc/irq/29/smp_affinity_list", "0-7", UnixFileMode.UserRead },
        };

        tree.GetMode("proc/irq/29/smp_affinity_list").Should().Be(UnixFileMode.UserRead);
        tree.GetMode("sys/devices/system/cpu/online").Should().HaveFlag(UnixFileMode.UserWrite);
        tree.Should().Equal("proc/irq/29/smp_affinity_list", "sys/devices/system/cpu/online");
    }

    [Fact]
    public void Add_PathTaken_Throws()
    {
        var tree = new KernelTree { { "a/b", "1" } };

        tree.Invoking(t => t.Add("a/b", "2")).Should().Throw<ArgumentException>();
        tree.Invoking(t => t.Add("a", "2")).Should().Throw<ArgumentException>();
        tree.Invoking(t => t.Add("a/b/c", "2")).Should().Throw<ArgumentException>();
        tree.Invoking(t => t.AddDirectory("a/b")).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Indexer_Set_ReplacesTextAndKeepsMode()
    {
        var tree = new KernelTree { { "a/b", "1", UnixFileMode.UserRead } };

        tree["a/b"] = "2";
        tree["a/c"] = "3";

        (tree["a/b"], tree["a/c"], tree.GetMode("a/b")).Should().Be(("2", "3", UnixFileMode.UserRead));
    }

    [Fact]
    public void Remove_FileOrDirectory_TakesAllBelow()
    {
        var tree = new KernelTree { { "a/b/c", "1" }, { "a/b/d", "1" }, { "a/bb", "1" } };
        tree.AddDirectory("a/b/e");

        tree.Remove("a/b").Should().BeTrue();
        tree.Remove("a/b").Should().BeFalse();

        tree.Should().Equal("a/bb");
        tree.Exists("a/b/e").Should().BeFalse();
        tree.ListDirectory("a").Should().Equal("bb");
    }

    [Fact]
    public void ReadText_NoReadPermission_IsRefused()
    {
        var tree = new KernelTree { { "a", "1", UnixFileMode.None } };

        tree.Invoking(t => t.ReadText("a")).Should().Throw<KernelFileException>().Which.Errno.Should().Be(Errno.EACCES);
    }

    [Fact]
    public void AddLink_RelativeAbsoluteAndChained_AreFollowed()
    {
        var tree = new KernelTree { { "sys/devices/pci0000:00/0000:01:00.0/class", "0x030000" } };
        tree.AddLink("sys/bus/pci/devices/0000:01:00.0", "../../../devices/pci0000:00/0000:01:00.0");
        tree.AddLink("sys/first", "/sys/bus/./pci/devices");

        tree["sys/first/0000:01:00.0/class"].Should().Be("0x030000");
        tree.ListDirectory("sys/first/0000:01:00.0").Should().Equal("class");
        tree.Exists("sys/bus/pci/devices/0000:01:00.0").Should().BeTrue();
        tree.ReadLink("sys/first/0000:01:00.0").Should().StartWith("../../../devices");
        tree.GetMode("sys/first/0000:01:00.0/class").Should().NotBeNull();
    }

    [Fact]
    public void AddLink_ToItselfOrNowhere_IsMissing()
    {
        var tree = new KernelTree();
        tree.AddLink("loop", "loop");
        tree.AddLink("nowhere", "../../gone");

        tree.Exists("loop").Should().BeFalse();
        tree.Exists("nowhere").Should().BeFalse();
        tree.Remove("loop").Should().BeTrue();
        tree.ReadLink("loop").Should().BeNull();
    }

    [Fact]
    public void AddLink_PathTaken_Throws()
    {
        var tree = new KernelTree { { "a/b", "1" } };
        tree.AddLink("link", "a");

        tree.Invoking(t => t.AddLink("a/b", "x")).Should().Throw<ArgumentException>();
        tree.Invoking(t => t.AddLink("link", "x")).Should().Throw<ArgumentException>();
        tree.Invoking(t => t.Add("link", "x")).Should().Throw<ArgumentException>();
        tree.Invoking(t => t.AddDirectory("link")).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Stamp_NameComesGoesOrDirectoryIsAnother_IsAnotherOne()
    {
        var tree = new KernelTree { { "proc/7/fd/0", "" } };
        DirectoryStamp first = Stamp();
        tree["proc/7/fd/0"] = "other text";
        Stamp().Should().Be(first, "the names are the same");

        tree.AddLink("proc/7/fd/1", "/dev/null");
        DirectoryStamp second = Stamp();
        second.Should().NotBe(first);

        tree.Remove("proc/7");
        tree.Stamp("proc/7/fd", out _).Should().Be(Errno.ENOENT);
        tree.Add("proc/7/fd/0", "");
        Stamp().Should().NotBe(first).And.NotBe(second);

        DirectoryStamp Stamp()
        {
            tree.Stamp("proc/7/fd", out DirectoryStamp stamp).Should().Be(Errno.None);
            return stamp;
        }
    }

    [Fact]
    public void AnyMember_ManyThreads_StaysWhole()
    {
        var tree = new KernelTree { { "cpu/online", "0" } };

        Parallel.For(0, 2000, i =>
        {
            tree[$"cpu/cpu{i % 50}/online"] = "1";
            tree.ListDirectory("cpu").Should().Contain("online");
            tree.Remove($"cpu/cpu{i % 50}");
            tree["cpu/online"] = $"{i}";
            tree.ReadText("cpu/online").Should().NotBeEmpty();
        });

        tree.Should().Equal("cpu/online");
    }
}
