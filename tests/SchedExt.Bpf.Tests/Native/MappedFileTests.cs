using System.Buffers;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Tests;

public sealed class MappedFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void TryMap_File_IsItsContent()
    {
        byte[] content = new byte[10_000];
        Random.Shared.NextBytes(content);
        File.WriteAllBytes(_file, content);

        using IMemoryOwner<byte> mapped = MappedFile.TryMap(_file)!;

        mapped.Memory.ToArray().Should().Equal(content);
    }

    [Fact]
    public void TryMap_NothingToMap_IsNull()
    {
        MappedFile.TryMap(_file).Should().BeNull("it is empty");
        MappedFile.TryMap(_file + ".none").Should().BeNull("there is none");
        MappedFile.TryMap(Path.GetTempPath()).Should().BeNull("it is a directory");
    }
}
