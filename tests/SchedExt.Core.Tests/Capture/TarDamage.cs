using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace SchedExt.Tests.Capture;

/// <summary>Archives that nobody meant to write: damaged on the way, or made to do harm.</summary>
internal static class TarDamage
{
    private const int Block = 512, ChecksumAt = 148, ChecksumLength = 8;

    private static readonly string[] Names =
    [
        "sys", "sys/devices", "sys/devices/system/cpu/online", "./proc/irq/1/node", "/etc/passwd", "..", "../../etc", "sys/../../x", "a", "a/b", "a/b/c", "", ".", "/", "//",
        "sys//devices", "a\0b", "é/ü", "a/./b", new string('n', 300), new string('p', 5000), string.Join('/', Enumerable.Repeat("d", 4000)),
    ];

    private static readonly string[] Targets = ["a", "b", "/", "/a", "..", "../..", "a/b", ".", "../a/b/c", "sys", new string('t', 300), new string('t', 5000)];

    private static readonly TarEntryType[] Types =
        [TarEntryType.RegularFile, TarEntryType.Directory, TarEntryType.SymbolicLink, TarEntryType.HardLink, TarEntryType.Fifo, TarEntryType.CharacterDevice];

    /// <summary>An archive of entries that hardly go together.</summary>
    public static byte[] Hostile(Random random)
    {
        using var bytes = new MemoryStream();
        using (var archive = new TarWriter(bytes, random.Next(2) == 0 ? TarEntryFormat.Gnu : TarEntryFormat.Pax, leaveOpen: true))
        {
            for (int entries = random.Next(1, 8); entries > 0; entries--)
            {
                TryWrite(archive, Pick(random, Names), Pick(random, Types), random);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Changes some bytes, takes some out, puts some in; headers get the right checksum again, so that they are read at all.</summary>
    public static byte[] Spoil(byte[] tar, Random random)
    {
        List<byte> spoilt = [.. tar];
        for (int changes = random.Next(1, 5); changes > 0 && spoilt.Count > Block; changes--)
        {
            int block = random.Next(spoilt.Count / Block) * Block, at = block + random.Next(Block);
            switch (random.Next(6))
            {
                case 0:
                    spoilt.RemoveRange(at, Math.Min(spoilt.Count - at, random.Next(1, 3 * Block)));
                    break;
                case 1:
                    spoilt.InsertRange(at, spoilt.GetRange(block, Math.Min(Block, spoilt.Count - block)));
                    break;
                default:
                    spoilt[at] = random.Next(3) == 0 ? (byte)random.Next(256) : Pick(random, "\0 /.07x5gLK-9"u8.ToArray());
                    MendChecksum(spoilt, block);
                    break;
            }
        }

        return [.. spoilt];
    }

    public static byte[] Compress(byte[] tar)
    {
        using var bytes = new MemoryStream();
        using (var compressed = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            compressed.Write(tar);
        }

        return bytes.ToArray();
    }

    public static byte[] Decompress(byte[] archive)
    {
        using var plain = new MemoryStream();
        using var compressed = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress);
        compressed.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>Gives a header the checksum of its bytes.</summary>
    public static byte[] MendChecksum(byte[] tar, int block)
    {
        Span<byte> header = tar.AsSpan(block, Block), checksum = header.Slice(ChecksumAt, ChecksumLength);
        checksum.Fill((byte)' ');
        int sum = 0;
        foreach (byte part in header)
        {
            sum += part;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(checksum);
        return tar;
    }

    public static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];

    private static void TryWrite(TarWriter archive, string name, TarEntryType type, Random random)
    {
        TarEntry entry = archive.Format == TarEntryFormat.Gnu ? new GnuTarEntry(type, name.Length == 0 ? "?" : name) : new PaxTarEntry(type, name.Length == 0 ? "?" : name);
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = Pick(random, Targets);
        }

        if (type == TarEntryType.RegularFile)
        {
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(Pick(random, ["", "0-3\n", "x", new string('y', 2000)])));
        }

        archive.WriteEntry(entry);
    }

    private static void MendChecksum(List<byte> tar, int block)
    {
        if (block + Block <= tar.Count)
        {
            byte[] mended = MendChecksum(tar.GetRange(block, Block).ToArray(), 0);
            tar.RemoveRange(block, Block);
            tar.InsertRange(block, mended);
        }
    }
}
