using System.Formats.Tar;
using System.IO.Compression;

namespace SchedExt.Tests.Machines;

/// <summary>An archive of many machines, one folder each, read into memory at once.</summary>
internal static class MachineArchive
{
    public static SortedDictionary<string, KernelTree> Read(string file)
    {
        using var archive = new TarReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var machines = new SortedDictionary<string, KernelTree>(StringComparer.Ordinal);
        while (archive.GetNextEntry() is { } entry)
        {
            string[] parts = entry.Name.TrimStart('.', '/').TrimEnd('/').Split('/', 2);
            if (parts.Length == 2)
            {
                machines.TryAdd(parts[0], []);
                Add(machines[parts[0]], parts[1], entry);
            }
        }

        return machines;
    }

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
