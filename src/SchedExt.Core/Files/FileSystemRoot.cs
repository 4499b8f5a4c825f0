using System.IO.Abstractions;

namespace SchedExt;

/// <summary>A root within a file system of System.IO.Abstractions. The only type that touches its types.</summary>
internal sealed class FileSystemRoot(IFileSystem fileSystem, string directory) : KernelRoot
{
    private readonly IFileSystem fileSystem = fileSystem;
    private readonly string directory = directory;

    public override string ToString() => $"{directory} of {fileSystem.GetType().Name}";

    private protected override ReadOutcome ReadCore(ReadOnlySpan<char> path, FileBuffer buffer) => ReadStream(Full(path.ToString()), buffer);

    private ReadOutcome ReadStream(string full, FileBuffer buffer) => StreamFile.Read(() => fileSystem.File.OpenRead(full), buffer);

    private protected override bool ExistsCore(string path) => fileSystem.File.Exists(Full(path)) || fileSystem.Directory.Exists(Full(path));

    private protected override Errno ListCore(string path, out List<string> names)
        => StreamFile.List(() => fileSystem.Directory.EnumerateFileSystemEntries(Full(path)).Select(entry => fileSystem.Path.GetFileName(entry)), out names);

    private protected override UnixFileMode? GetModeCore(ReadOnlySpan<char> path) => null;

    private protected override string? ReadLinkCore(string path)
    {
        try
        {
            return fileSystem.FileInfo.FromFileName(Full(path)).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string Full(string path) => fileSystem.Path.Combine(directory, path);
}
