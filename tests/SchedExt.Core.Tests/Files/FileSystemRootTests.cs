using System.IO.Abstractions;

namespace SchedExt.Tests.Files;

public sealed class FileSystemRootTests : KernelRootContract, IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("schedext-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    protected override KernelRoot Make(Dictionary<string, string> files)
    {
        TemporaryFiles.Write(directory, files);
        return KernelRoot.From(new FileSystem(), directory);
    }

    [Fact]
    public void Stamp_Any_IsNotKnown()
    {
        KernelRoot root = Make(new() { ["proc/7/fd/0"] = "" });

        root.Stamp("proc/7/fd", out _).Should().Be(Errno.ENOSYS);
        root.Stamp("proc/8/fd", out _).Should().Be(Errno.ENOENT);
    }

    [Fact]
    public void From_NoFileSystem_Throws()
    {
        FluentActions.Invoking(() => KernelRoot.From(null!, "/")).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => KernelRoot.From(new FileSystem(), "")).Should().Throw<ArgumentException>();
    }
}
