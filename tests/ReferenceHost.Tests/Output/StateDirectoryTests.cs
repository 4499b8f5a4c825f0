namespace SchedExt.ReferenceHost.Tests.Output;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Keep_OddName_StaysInTheDirectory()
    {
        KeptFile kept = new StateDirectory(_directory.FullPath).Keep("../a b", "dump", "text");

        Path.GetDirectoryName(kept.Path).Should().Be(_directory.FullPath);
        Path.GetFileName(kept.Path).Should().StartWith("schedext-.._a_b-").And.EndWith(".dump");
    }

    [Fact]
    public void Keep_NewDirectory_IsTheOwnersOnly()
    {
        string directory = Path.Combine(_directory.FullPath, "state", "schedext");

        new StateDirectory(directory).Keep("ai_numa", "dump", "text");

        File.GetUnixFileMode(directory).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Keep_TwiceInASecond_OverwritesNothing()
    {
        var state = new StateDirectory(_directory.FullPath);

        KeptFile[] kept = [.. Enumerable.Range(0, 3).Select(number => state.Keep("ai_numa", "dump", $"{number}"))];

        kept.Select(file => File.ReadAllText(file.Path!)).Should().Equal("0", "1", "2");
    }
}
