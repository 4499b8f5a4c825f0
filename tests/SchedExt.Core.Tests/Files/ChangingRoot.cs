namespace SchedExt.Tests.Files;

/// <summary>A machine that changes while it is read: before each read it is told which file comes, and as which read.</summary>
internal sealed class ChangingRoot(KernelTree machine, Action<string, int> beforeRead) : KernelRoot
{
    private readonly List<string> reads = [];

    /// <summary>The files read so far, in order.</summary>
    public IReadOnlyList<string> Reads => reads;

    public override string ToString() => "a machine that changes";

    private protected override ReadOutcome ReadCore(ReadOnlySpan<char> path, FileBuffer buffer)
    {
        string file = path.ToString();
        reads.Add(file);
        beforeRead(file, reads.Count);
        return new ReadOutcome("open", machine.ReadOrTell(file, buffer));
    }

    private protected override bool ExistsCore(string path) => machine.Exists(path);

    private protected override Errno ListCore(string path, out List<string> names)
    {
        names = [.. machine.ListDirectory(path)];
        return Errno.None;
    }

    private protected override UnixFileMode? GetModeCore(ReadOnlySpan<char> path) => machine.GetMode(path);

    private protected override string? ReadLinkCore(string path) => machine.ReadLink(path);
}
