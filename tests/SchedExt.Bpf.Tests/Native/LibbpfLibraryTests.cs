using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Tests;

public sealed class LibbpfLibraryTests
{
    [Fact]
    public void Loaded_BesideTheProgram_IsThatOneAndNewEnough()
    {
        LibbpfLibrary.Resolution loaded = LibbpfLibrary.Loaded;

        loaded.Path.Should().Be(Path.Combine(AppContext.BaseDirectory, "libbpf.so"));
        loaded.Version.Should().BeGreaterThanOrEqualTo(new Version(1, 7), "that is what the packages carry");
        loaded.Tried.Should().BeEmpty();
        LibbpfLibrary.Minimum.Should().Be(new Version(1, 5));
    }

    [Fact]
    public void NotFound_Message_ListsWhatWasTriedAndWhatToInstall()
    {
        var missing = new LibbpfNotFoundException(["/app/libbpf.so: no such file", "libbpf.so.1: version 1.3 is older than 1.5"]);

        missing.Message.Should().Be(
            "libbpf 1.5 or newer was not found. Put the packaged libbpf.so beside the program, or install the distribution's libbpf1 "
            + "(libbpf on Fedora and SUSE). Tried: /app/libbpf.so: no such file; libbpf.so.1: version 1.3 is older than 1.5.");
        missing.Tried.Should().HaveCount(2);
        missing.Kind.Should().Be(BpfErrorKind.NotSupported);
    }
}
