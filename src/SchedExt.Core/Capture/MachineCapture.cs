using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace SchedExt;

/// <summary>Writes what this library reads of a machine into one archive, and reads such an archive: a bug report becomes a test.</summary>
/// <remarks>
/// <para>An archive is a .tar.gz with the files below <c>sys</c> and <c>proc</c>, their modes and links. It holds no serial numbers
/// and no hardware addresses: files with such are left out, and interface names made of a hardware address are replaced.</para>
/// <para>Thread safety: any number of captures may be written and read at once.</para>
/// </remarks>
public static class MachineCapture
{
    /// <summary>What an archive may unpack to: far more than the largest machines do, and less than what brings down a program.</summary>
    private const long MostBytes = 256L << 20;

    /// <summary>The longest path that the kernel takes (PATH_MAX).</summary>
    private const int LongestPath = 4096;

    /// <summary>The time stamped on every entry, so that the same machine gives the same archive.</summary>
    private static readonly DateTimeOffset Stamp = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the files of a machine. What is missing or cannot be read is left out.</summary>
    /// <param name="root">The machine.</param>
    /// <param name="destination">Where the archive goes; it stays open.</param>
    /// <returns>How many files, directories and links the archive holds.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="IOException">The destination cannot be written.</exception>
    public static int Write(KernelRoot root, Stream destination)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(destination);
        using var compressed = new GZipStream(destination, CompressionLevel.SmallestSize, leaveOpen: true);
        using var archive = new TarWriter(compressed, TarEntryFormat.Gnu, leaveOpen: true);
        using var buffer = new FileBuffer();
        var privacy = new CapturePrivacy();
        int written = 0;
        foreach (string path in CaptureFiles.List(root))
        {
            written += TryWriteEntry(root, path, buffer, archive, privacy) ? 1 : 0;
        }

        return written;
    }

    /// <summary>Reads an archive into memory: files, directories, links and modes. Other entries are passed over, and of several with
    /// one path the later ones.</summary>
    /// <param name="source">The archive, a .tar.gz. It may come from anybody: nothing is written, nothing outside of the archive is
    /// read, and what unpacks to more than 256 MiB is refused.</param>
    /// <returns>The machine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="InvalidDataException">The source is no .tar.gz, is damaged, has a path that leads out of it or is a file here and
    /// a directory there, or unpacks to too much.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public static KernelTree Read(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var compressed = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
        using var plain = new BoundedStream(compressed, MostBytes);
        try
        {
            KernelTree tree = ReadEntries(plain);

            // The checksum of the content stands behind the last entry.
            plain.CopyTo(Stream.Null);
            return plain.Position > 0 ? tree : throw new InvalidDataException("The archive is empty.");
        }
        catch (Exception e) when (e is ArgumentException or EndOfStreamException or InvalidOperationException or FormatException or OverflowException || (e is OutOfMemoryException && plain.HasClaimBeyondBound))
        {
            throw new InvalidDataException($"The archive is damaged: {e.Message}", e);
        }
    }

    private static KernelTree ReadEntries(Stream plain)
    {
        using var archive = new TarReader(plain, leaveOpen: true);
        var tree = new KernelTree();
        while (archive.GetNextEntry() is { } entry)
        {
            // Wanted or not: the reader of .NET 8 loses its place behind a content of a few bytes that nobody read.
            Add(tree, entry, ReadContent(entry));
        }

        return tree;
    }

    private static bool TryWriteEntry(KernelRoot root, string path, FileBuffer buffer, TarWriter archive, CapturePrivacy privacy)
    {
        string name = privacy.Hide(path);
        if (root.ReadLink(path) is { } target)
        {
            archive.WriteEntry(new GnuTarEntry(TarEntryType.SymbolicLink, name) { LinkName = privacy.Hide(target), ModificationTime = Stamp });
            return true;
        }

        Errno errno = root.ReadOrTell(path, buffer);
        if (errno == Errno.EISDIR)
        {
            // A copy of a machine may have directories where the kernel has links, such as from a node to its CPUs.
            archive.WriteEntry(new GnuTarEntry(TarEntryType.Directory, name) { ModificationTime = Stamp });
        }
        else if (errno == Errno.None)
        {
            WriteFile(root, path, name, privacy.Filter(path, Encoding.UTF8.GetString(buffer.Content)), archive);
        }

        return errno is Errno.EISDIR or Errno.None;
    }

    private static void WriteFile(KernelRoot root, string path, string name, byte[] bytes, TarWriter archive)
    {
        using var content = new MemoryStream(bytes);
        archive.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = content,
            Mode = root.GetMode(path) ?? KernelTree.DefaultMode,
            ModificationTime = Stamp,
        });
    }

    private static void Add(KernelTree tree, TarEntry entry, byte[] content)
    {
        if (entry.Name.Length > LongestPath || entry.LinkName.Length > LongestPath)
        {
            throw new InvalidDataException($"The archive has a path of more than {LongestPath} characters.");
        }

        string path = string.Join('/', entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != "."));
        if (path.Length == 0 || tree.Exists(path) || tree.ReadLink(path) is not null)
        {
            return;
        }

        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                tree.AddDirectory(path);
                break;
            case TarEntryType.SymbolicLink:
                tree.AddLink(path, entry.LinkName);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                tree.Add(path, content, entry.Mode);
                break;
        }
    }

    private static byte[] ReadContent(TarEntry entry)
    {
        using var content = new MemoryStream();
        entry.DataStream?.CopyTo(content);
        return content.ToArray();
    }
}
