using System.IO.Enumeration;
using System.Text;

namespace SchedExt;

/// <summary>A root that is a directory of this machine. On Linux files are read by libc calls, so that error codes are exact.</summary>
internal sealed class DirectoryRoot : KernelRoot
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly string prefix;

    private readonly byte[] prefixInUtf8;

    public DirectoryRoot(string directory)
    {
        Directory = directory;
        prefix = Path.EndsInDirectorySeparator(directory) ? directory : directory + "/";
        prefixInUtf8 = Encoding.UTF8.GetBytes(prefix);
    }

    public override string Directory { get; }

    public override string ToString() => Directory;

    private protected override ReadOutcome ReadCore(ReadOnlySpan<char> path, FileBuffer buffer)
        => OperatingSystem.IsLinux() ? Native.LibcFile.Read(prefixInUtf8, path, buffer) : ReadStream(prefix + path.ToString(), buffer);

    private static ReadOutcome ReadStream(string full, FileBuffer buffer)
        => StreamFile.Read(() => new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), buffer);

    private protected override bool ExistsCore(string path) => Path.Exists(prefix + path);

    private protected override Errno ListCore(string path, out List<string> names)
        => Native.LibcDirectory.IsSupported
            ? Native.LibcDirectory.List(prefix + path, out names)
            : StreamFile.List(() => new FileSystemEnumerable<string>(prefix + path, (ref FileSystemEntry entry) => entry.FileName.ToString(), Everything), out names);

    private protected override UnixFileMode? GetModeCore(ReadOnlySpan<char> path)
    {
        UnixFileMode? mode = null;
        // Other codes may be statx's own: libc lacks it, or a container refuses it.
        if (OperatingSystem.IsLinux() && Native.LibcPath.Mode(prefixInUtf8, path, out mode) is Errno.None or Errno.ENOENT)
        {
            return mode;
        }

        try
        {
            return OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(prefix + path.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private protected override Errno StampCore(string path, out DirectoryStamp stamp)
        => OperatingSystem.IsLinux() ? Native.LibcPath.Stamp(prefixInUtf8, path, out stamp) : base.StampCore(path, out stamp);

    private protected override string? ReadLinkCore(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return Native.LibcPath.ReadLink(prefix + path);
        }

        try
        {
            return new FileInfo(prefix + path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
