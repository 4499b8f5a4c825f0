using System.Formats.Tar;
using System.IO.Compression;

namespace SchedExt.Irq.Tests.Fixtures;

/// <summary>Archives of real machines that lie beside the one that <c>SCHEDEXT_FIXTURES</c> names, or in the folder it names.</summary>
internal static class FixtureArchive
{
    private static readonly string? Named = Environment.GetEnvironmentVariable("SCHEDEXT_FIXTURES");

    /// <summary>The files of an archive below each folder of its top level; skips the test where the archive is not there.</summary>
    public static IReadOnlyDictionary<string, KernelTree> ReadMany(string name)
    {
        SortedDictionary<string, KernelTree> machines = new(StringComparer.Ordinal);
        ForEachEntry(name, entry =>
        {
            string[] parts = Path(entry).Split('/', 2);
            if (parts.Length == 2)
            {
                Add(machines.TryGetValue(parts[0], out KernelTree? tree) ? tree : machines[parts[0]] = [], parts[1], entry);
            }
        });
        return machines;
    }

    /// <summary>The files of an archive that holds one machine; skips the test where the archive is not there.</summary>
    public static KernelTree ReadOne(string name)
    {
        KernelTree machine = [];
        ForEachEntry(name, entry =>
        {
            if (Path(entry) is { Length: > 0 } path)
            {
                Add(machine, path, entry);
            }
        });
        return machine;
    }

    private static void ForEachEntry(string name, Action<TarEntry> add)
    {
        string? folder = Directory.Exists(Named) ? Named : System.IO.Path.GetDirectoryName(Named);
        string path = System.IO.Path.Combine(folder ?? "", name);
        Assert.SkipUnless(!string.IsNullOrEmpty(folder) && File.Exists(path), $"SCHEDEXT_FIXTURES names no folder with {name}");
        using var archive = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (archive.GetNextEntry() is { } entry)
        {
            add(entry);
        }
    }

    private static string Path(TarEntry entry) => entry.Name.TrimStart('.', '/').TrimEnd('/');

    private static void Add(KernelTree machine, string path, TarEntry entry)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                machine.AddDirectory(path);
                break;
            case TarEntryType.SymbolicLink:
                machine.AddLink(path, entry.LinkName);
                break;
            default:
                using (var content = new MemoryStream())
                {
                    entry.DataStream?.CopyTo(content);
                    machine.Add(path, content.ToArray(), entry.Mode);
                }

                break;
        }
    }
}
