using System.Text;

namespace SchedExt.Tests.Files;

/// <summary>What every root promises; run by each kind.</summary>
public abstract class KernelRootContract
{
    private const string Folder = "sys/devices/system/cpu";

    /// <summary>A root with these files.</summary>
    protected abstract KernelRoot Make(Dictionary<string, string> files);

    [Fact]
    public void ReadText_File_IsWhole()
    {
        string large = new('x', 100_000);
        KernelRoot root = Make(new() { [$"{Folder}/online"] = "0-7\n", [$"{Folder}/large"] = large, [$"{Folder}/empty"] = "" });

        root.ReadText($"{Folder}/online").Should().Be("0-7\n");
        root.ReadText($"{Folder}/large").Should().Be(large);
        root.ReadText($"{Folder}/empty").Should().BeEmpty();
        root.ReadBytes($"{Folder}/online").Should().Equal("0-7\n"u8.ToArray());
        root.TryReadText($"{Folder}/online", out string? text).Should().BeTrue();
        text.Should().Be("0-7\n");
    }

    [Fact]
    public void ReadText_Missing_ThrowsWithPathOperationAndErrno()
    {
        KernelRoot root = Make(new() { [$"{Folder}/online"] = "0-7" });

        KernelFileException e = root.Invoking(r => r.ReadText("sys/nothing")).Should().Throw<KernelFileException>().Which;

        (e.Path, e.Operation, e.Errno).Should().Be(("sys/nothing", "open", Errno.ENOENT));
        e.Message.Should().Contain("open sys/nothing").And.Contain("ENOENT (no such file or directory)");
        root.TryReadText("sys/nothing", out string? text).Should().BeFalse();
        text.Should().BeNull();
    }

    [Fact]
    public void ReadText_Directory_Throws()
        => Make(new() { [$"{Folder}/online"] = "0-7" }).Invoking(r => r.ReadText(Folder)).Should().Throw<KernelFileException>();

    [Fact]
    public void Exists_FileDirectoryOrNothing_IsTold()
    {
        KernelRoot root = Make(new() { [$"{Folder}/online"] = "0-7" });

        root.Exists($"{Folder}/online").Should().BeTrue();
        root.Exists(Folder).Should().BeTrue();
        root.Exists("sys/nothing").Should().BeFalse();
    }

    [Fact]
    public void ListDirectory_Names_AreInOrdinalOrder()
    {
        KernelRoot root = Make(new() { [$"{Folder}/cpu10/online"] = "1", [$"{Folder}/cpu2/online"] = "1", [$"{Folder}/Z"] = "", [$"{Folder}/a"] = "" });

        root.ListDirectory(Folder).Should().Equal("Z", "a", "cpu10", "cpu2");
        root.ListDirectory("sys/nothing").Should().BeEmpty();
        root.ListDirectory($"{Folder}/a").Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/sys")]
    [InlineData("sys/")]
    [InlineData("sys/../etc")]
    [InlineData("..")]
    public void AnyMember_PathOutsideTheRoot_Throws(string path)
    {
        KernelRoot root = Make([]);

        root.Invoking(r => r.ReadText(path)).Should().Throw<ArgumentException>();
        root.Invoking(r => r.TryReadText(path, out _)).Should().Throw<ArgumentException>();
        root.Invoking(r => r.TryRead(path, new FileBuffer())).Should().Throw<ArgumentException>();
        root.Invoking(r => r.Exists(path)).Should().Throw<ArgumentException>();
        root.Invoking(r => r.ListDirectory(path)).Should().Throw<ArgumentException>();
        root.Invoking(r => r.GetMode(path)).Should().Throw<ArgumentException>();
        root.Invoking(r => r.GetMode(path.AsSpan())).Should().Throw<ArgumentException>();
        root.Invoking(r => r.ReadLink(path)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void TryRead_OneFileAfterAnother_HoldsTheLastOneWhole()
    {
        string large = new('7', 100_000), deep = string.Join('/', Enumerable.Repeat("größer", 120));
        KernelRoot root = Make(new() { [$"{Folder}/large"] = large, [$"{Folder}/online"] = "0-7\n", [deep] = "deep" });
        using var buffer = new FileBuffer();

        Read($"{Folder}/large").Should().Be(large);
        Read($"{Folder}/online").Should().Be("0-7\n");
        Read(deep).Should().Be("deep");
        root.TryRead($"{Folder}/missing", buffer).Should().BeFalse();

        string Read(string path) => root.TryRead(path, buffer) ? Encoding.UTF8.GetString(buffer.Content) : "not read";
    }

    [Fact]
    public void TryRead_BufferIsDisposedOf_Throws()
    {
        KernelRoot root = Make(new() { [$"{Folder}/online"] = "0-7" });
        var buffer = new FileBuffer();
        buffer.Dispose();
        buffer.Dispose();

        root.Invoking(r => r.TryRead($"{Folder}/online", buffer)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void GetMode_Missing_IsNull() => Make([]).GetMode("sys/nothing").Should().BeNull();

    [Fact]
    public void ReadLink_NoLink_IsNull()
    {
        KernelRoot root = Make(new() { [$"{Folder}/online"] = "0-7" });

        root.ReadLink($"{Folder}/online").Should().BeNull();
        root.ReadLink("sys/nothing").Should().BeNull();
    }
}
