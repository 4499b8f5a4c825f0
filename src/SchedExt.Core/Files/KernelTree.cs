using System.Collections;
using System.Text;

namespace SchedExt;

/// <summary>A machine in memory, for tests: files with text and modes, written down as a collection.</summary>
/// <remarks>
/// <para>Directories come with the files in them. A file without any read permission answers EACCES, on every operating system.</para>
/// <para>Equality: by reference. Thread safety: safe for any use from any thread. Enumerating gives the paths of the files at that moment, in ordinal order.</para>
/// </remarks>
/// <example><code>
/// var machine = new KernelTree
/// {
///     { "sys/devices/system/cpu/online", "0-7" },
///     { "proc/irq/29/smp_affinity_list", "0-7", UnixFileMode.UserRead },
/// };
/// </code></example>
public sealed partial class KernelTree : KernelRoot, IEnumerable<string>
{
    private const UnixFileMode AnyRead = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    /// <summary>The mode of a file added without one: 0644.</summary>
    internal const UnixFileMode DefaultMode = AnyRead | UnixFileMode.UserWrite;

    private readonly object gate = new();

    /// <summary>Each file by its path. Guarded by the gate.</summary>
    private readonly SortedDictionary<string, KernelTreeFile> files = new(StringComparer.Ordinal);

    /// <summary>The names in each directory by its path. Guarded by the gate.</summary>
    private readonly Dictionary<string, KernelTreeDirectory> directories = new(StringComparer.Ordinal);

    /// <summary>The text of a file. Setting it adds the file (mode 0644), or replaces its content and keeps its mode.</summary>
    /// <param name="path">The file, below the root and without a leading slash.</param>
    /// <exception cref="ArgumentNullException">When setting: the text is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is no path below the root; when setting: it is a directory or link, or a parent of it is
    /// a file or link.</exception>
    /// <exception cref="KernelFileException">When getting: there is no such file, or it is unreadable.</exception>
    public string this[string path]
    {
        get => ReadText(path);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            lock (gate)
            {
                Put(path, Encoding.UTF8.GetBytes(value), files.TryGetValue(path, out KernelTreeFile? old) ? old.Mode : DefaultMode);
            }
        }
    }

    /// <summary>Adds a file.</summary>
    /// <param name="path">The file, below the root and without a leading slash.</param>
    /// <param name="text">Its text, stored as UTF-8; a newline at the end is not needed.</param>
    /// <param name="mode">Its mode bits; 0644 when not given.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is no path below the root, or exists, or a parent of it is a file or link.</exception>
    public void Add(string path, string text, UnixFileMode mode = DefaultMode)
    {
        ArgumentNullException.ThrowIfNull(text);
        Add(path, Encoding.UTF8.GetBytes(text), mode);
    }

    /// <summary>Adds a file.</summary>
    /// <param name="path">The file, below the root and without a leading slash.</param>
    /// <param name="content">Its bytes; they are copied.</param>
    /// <param name="mode">Its mode bits; 0644 when not given.</param>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is no path below the root, or exists, or a parent of it is a file or link.</exception>
    public void Add(string path, byte[] content, UnixFileMode mode = DefaultMode)
    {
        ArgumentNullException.ThrowIfNull(content);
        lock (gate)
        {
            if (files.ContainsKey(Checked(path)))
            {
                throw new ArgumentException($"The tree has a file {path} already.", nameof(path));
            }

            Put(path, [.. content], mode);
        }
    }

    /// <summary>Adds a directory that may stay empty, and its parents.</summary>
    /// <param name="path">The directory, below the root and without a leading slash.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is no path below the root, or is a file.</exception>
    public void AddDirectory(string path)
    {
        lock (gate)
        {
            PutDirectory(Checked(path));
        }
    }

    /// <summary>Removes a file or link, or a directory with all that is in it.</summary>
    /// <param name="path">The file, link or directory, below the root and without a leading slash.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string path)
    {
        lock (gate)
        {
            string below = Checked(path) + "/";
            List<string> goneFiles = [.. files.Keys.Where(IsGone)];
            List<string> goneDirectories = [.. directories.Keys.Where(IsGone)];
            goneFiles.ForEach(file => files.Remove(file));
            goneDirectories.ForEach(directory => directories.Remove(directory));
            links.Keys.Where(IsGone).ToList().ForEach(link => links.Remove(link));
            (string parent, string name) = Split(path);
            return directories.TryGetValue(parent, out KernelTreeDirectory? names) && names.Remove(name);

            bool IsGone(string other) => other == path || other.StartsWith(below, StringComparison.Ordinal);
        }
    }

    /// <summary>The paths of all files at this moment, in ordinal order.</summary>
    /// <returns>An enumerator over a copy.</returns>
    public IEnumerator<string> GetEnumerator()
    {
        lock (gate)
        {
            return new List<string>(files.Keys).GetEnumerator();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Names the tree in messages.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => "a tree in memory";

    private protected override ReadOutcome ReadCore(ReadOnlySpan<char> path, FileBuffer buffer)
    {
        buffer.Clear();
        lock (gate)
        {
            string resolved = Resolve(path.ToString());
            if (!files.TryGetValue(resolved, out KernelTreeFile? file))
            {
                return directories.ContainsKey(resolved) ? new ReadOutcome("read", Errno.EISDIR) : new ReadOutcome("open", Errno.ENOENT);
            }

            return (file.Mode & AnyRead) == 0 ? new ReadOutcome("open", Errno.EACCES) : file.CopyTo(buffer);
        }
    }

    private protected override bool ExistsCore(string path)
    {
        lock (gate)
        {
            path = Resolve(path);
            return files.ContainsKey(path) || directories.ContainsKey(path);
        }
    }

    private protected override Errno ListCore(string path, out List<string> names)
    {
        lock (gate)
        {
            bool found = directories.TryGetValue(Resolve(path), out KernelTreeDirectory? listed);
            names = found ? listed!.Names : [];
            return found ? Errno.None : Errno.ENOENT;
        }
    }

    private protected override Errno StampCore(string path, out DirectoryStamp stamp)
    {
        lock (gate)
        {
            path = Resolve(path);
            bool found = directories.TryGetValue(path, out KernelTreeDirectory? directory);
            stamp = found ? new DirectoryStamp((ulong)directory!.Version, 0, 0, 0) : default;
            return found || files.ContainsKey(path) ? Errno.None : Errno.ENOENT;
        }
    }

    private protected override UnixFileMode? GetModeCore(ReadOnlySpan<char> path)
    {
        lock (gate)
        {
            return files.TryGetValue(Resolve(path.ToString()), out KernelTreeFile? file) ? file.Mode : null;
        }
    }

    private static (string Parent, string Name) Split(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }

    private void Put(string path, byte[] content, UnixFileMode mode)
    {
        (string parent, string name) = Split(Checked(path));
        if (directories.ContainsKey(path) || links.ContainsKey(path))
        {
            throw new ArgumentException($"{path} is a directory or link of the tree.", nameof(path));
        }

        PutDirectory(parent).Add(name);
        files[path] = new KernelTreeFile(content, mode);
    }

    private KernelTreeDirectory PutDirectory(string path)
    {
        if (directories.TryGetValue(path, out KernelTreeDirectory? names))
        {
            return names;
        }

        if (files.ContainsKey(path) || links.ContainsKey(path))
        {
            throw new ArgumentException($"{path} is a file or link of the tree.", nameof(path));
        }

        if (path.Length > 0)
        {
            (string parent, string name) = Split(path);
            PutDirectory(parent).Add(name);
        }

        return directories[path] = new KernelTreeDirectory();
    }
}
