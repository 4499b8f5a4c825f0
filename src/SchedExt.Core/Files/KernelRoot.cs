using System.Diagnostics.CodeAnalysis;
using System.IO.Abstractions;
using System.Text;

namespace SchedExt;

/// <summary>Where "/" is: the place from which all files of the kernel are read, so that a captured or invented machine can be
/// read like this one.</summary>
/// <remarks>
/// <para>Paths are relative to the root, with '/' between names and none in front: <c>sys/devices/system/cpu/online</c>.
/// Each member throws <see cref="ArgumentException"/> for a path that is empty, starts or ends with '/', or has a <c>..</c> in it.</para>
/// <para>Files are read whole, in a loop, without looking at their size first: files of the kernel report 0 or 4096 bytes
/// whatever they hold.</para>
/// <para>Thread safety: safe for any use from any thread. Equality: by reference. All calls are synchronous: such files do not wait.</para>
/// </remarks>
public abstract class KernelRoot
{
    private protected KernelRoot()
    {
    }

    /// <summary>This machine.</summary>
    public static KernelRoot Host { get; } = new DirectoryRoot("/");

    /// <summary>The directory on this machine that is the root, or null when there is none (in memory, or another file system).</summary>
    public virtual string? Directory => null;

    /// <summary>A machine whose files lie below a directory, such as an unpacked capture or a host's root mounted into a container.</summary>
    /// <param name="directory">The directory that stands for "/". It need not exist; then no file does.</param>
    /// <returns>The root.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty.</exception>
    public static KernelRoot At(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new DirectoryRoot(Path.GetFullPath(directory));
    }

    /// <summary>A machine whose files lie in another file system, for users of System.IO.Abstractions.</summary>
    /// <remarks>The only member that needs System.IO.Abstractions, in a version from 17.0.24 to below 18. Such a file system
    /// knows no file modes: <see cref="GetMode(string)"/> answers null.</remarks>
    /// <param name="fileSystem">The file system.</param>
    /// <param name="directory">The directory in it that stands for "/".</param>
    /// <returns>The root.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="fileSystem"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty.</exception>
    public static KernelRoot From(IFileSystem fileSystem, string directory)
    {
        ArgumentNullException.ThrowIfNull(fileSystem);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new FileSystemRoot(fileSystem, directory);
    }

    /// <summary>Reads a file as UTF-8 text, newline included.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The whole text.</returns>
    /// <exception cref="KernelFileException">The file does not exist or cannot be read.</exception>
    public string ReadText(string path)
    {
        using var buffer = new FileBuffer();
        Read(path, buffer);
        return Encoding.UTF8.GetString(buffer.Content);
    }

    /// <summary>Reads a file as UTF-8 text if it exists and can be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The whole text, newline included, or null.</param>
    /// <returns>Whether the file was read; when not, for whatever reason.</returns>
    public bool TryReadText(string path, [NotNullWhen(true)] out string? text)
    {
        using var buffer = new FileBuffer();
        bool read = TryRead(path, buffer);
        text = read ? Encoding.UTF8.GetString(buffer.Content) : null;
        return read;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its whole content.</returns>
    /// <exception cref="KernelFileException">The file does not exist or cannot be read.</exception>
    public byte[] ReadBytes(string path)
    {
        using var buffer = new FileBuffer();
        Read(path, buffer);
        return buffer.Content.ToArray();
    }

    /// <summary>Tells whether a file or directory exists and can be seen.</summary>
    /// <param name="path">The file or directory.</param>
    /// <returns>Whether it exists.</returns>
    public bool Exists(string path) => ExistsCore(Checked(path));

    /// <summary>Lists the names in a directory: files, directories and links, in ordinal order.</summary>
    /// <param name="path">The directory.</param>
    /// <returns>The names, without their path; empty when there is no such directory.</returns>
    /// <exception cref="KernelFileException">The directory exists and cannot be listed.</exception>
    public IReadOnlyList<string> ListDirectory(string path)
    {
        Errno errno = ListCore(Checked(path), out List<string> names);
        if (errno is not (Errno.None or Errno.ENOENT or Errno.ENOTDIR))
        {
            throw new KernelFileException(path, "list", errno, ToString());
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>The mode bits of a file: who may read and write it.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The mode, or null when there is no such file or its mode is not known (Windows, System.IO.Abstractions).</returns>
    public UnixFileMode? GetMode(string path) => GetModeCore(Checked(path));

    /// <inheritdoc cref="GetMode(string)"/>
    public UnixFileMode? GetMode(ReadOnlySpan<char> path)
    {
        ThrowIfNoPath(path);
        return GetModeCore(path);
    }

    /// <summary>The text of a symbolic link, as stored.</summary>
    /// <param name="path">The link.</param>
    /// <returns>The target, or null when there is no such link.</returns>
    public string? ReadLink(string path) => ReadLinkCore(Checked(path));

    /// <summary>Reads a file into a buffer that is used again and again, if it exists and can be read. For thousands of small files: where the root is
    /// a directory of a Linux machine, nothing is allocated but what the buffer lacks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="buffer">Where its whole content goes, in place of what was there.</param>
    /// <returns>Whether the file was read; when not, for whatever reason, the buffer holds nothing of use.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="buffer"/> is null.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="buffer"/> is disposed of.</exception>
    public bool TryRead(ReadOnlySpan<char> path, FileBuffer buffer) => ReadOrTell(path, buffer) == Errno.None;

    /// <summary>Reads a file into a buffer and says why it could not be, in which case the buffer holds nothing of use.</summary>
    internal Errno ReadOrTell(ReadOnlySpan<char> path, FileBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ThrowIfNoPath(path);
        return ReadCore(path, buffer).Errno;
    }

    /// <summary>Reads a file into a buffer that is used again and again.</summary>
    /// <exception cref="KernelFileException">The file does not exist or cannot be read.</exception>
    internal void Read(string path, FileBuffer buffer)
    {
        ReadOutcome outcome = ReadCore(Checked(path), buffer);
        if (!outcome.Succeeded)
        {
            throw new KernelFileException(path, outcome.Operation, outcome.Errno, ToString());
        }
    }

    /// <summary>Lists a directory in any order, and says why it could not be.</summary>
    internal Errno ListOrTell(string path, out List<string> names) => ListCore(Checked(path), out names);

    /// <summary>What tells that a directory changed. ENOENT when there is none; another code where such a thing is not known.</summary>
    internal Errno Stamp(string path, out DirectoryStamp stamp) => StampCore(Checked(path), out stamp);

    private protected virtual Errno StampCore(string path, out DirectoryStamp stamp)
    {
        stamp = default;
        return ExistsCore(path) ? Errno.ENOSYS : Errno.ENOENT;
    }

    private protected abstract ReadOutcome ReadCore(ReadOnlySpan<char> path, FileBuffer buffer);

    private protected abstract bool ExistsCore(string path);

    private protected abstract Errno ListCore(string path, out List<string> names);

    private protected abstract UnixFileMode? GetModeCore(ReadOnlySpan<char> path);

    private protected abstract string? ReadLinkCore(string path);

    private protected static string Checked(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ThrowIfNoPath(path);
        return path;
    }

    private static void ThrowIfNoPath(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty || path[0] == '/' || path[^1] == '/' || path.Contains('\0') || (path.Contains("..", StringComparison.Ordinal) && path.ToString().Split('/').Contains("..")))
        {
            throw new ArgumentException($"'{path}' is not a path below the root, such as sys/devices.", nameof(path));
        }
    }
}
