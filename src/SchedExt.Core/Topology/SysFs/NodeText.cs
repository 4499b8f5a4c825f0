using System.Buffers.Text;

namespace SchedExt;

/// <summary>The texts of <c>sys/devices/system/node/nodeN</c>. Pure.</summary>
internal static class NodeText
{
    /// <summary>The total of <c>meminfo</c> in bytes; false when the line is missing or odd.</summary>
    /// <remarks>
    /// <para>Kernel: <c>node_read_meminfo()</c> of drivers/base/node.c; the machine's own, <c>meminfo_proc_show()</c> of fs/proc/meminfo.c,
    /// has no "Node N".</para>
    /// <code>
    ///   Node 0 MemTotal:       97557100 kB
    ///   1      2               3            1 prefix of a node  2 the line looked for  3 number of 1,024 bytes; 0 is a value, not "unknown"
    /// </code>
    /// </remarks>
    public static bool TryParseMemoryTotal(ReadOnlySpan<byte> text, out long bytes)
    {
        bytes = 0;
        ReadOnlySpan<byte> label = "MemTotal:"u8;
        int at = text.IndexOf(label);
        if (at < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[(at + label.Length)..].TrimStart(" \t"u8);
        if (!Utf8Parser.TryParse(rest, out long kibibytes, out int used) || kibibytes is < 0 or > long.MaxValue / 1024)
        {
            return false;
        }

        bytes = kibibytes * 1024;
        return rest[used..].TrimStart((byte)' ').StartsWith("kB"u8);
    }

    /// <summary>The numbers of <c>distance</c>; null when one is odd.</summary>
    /// <remarks>
    /// <para>Kernel: <c>node_read_distance()</c> of drivers/base/node.c.</para>
    /// <code>
    ///   10 21 31\n
    ///   1  2       1 distance to the first online node, 2 to the second: by ascending id, not indexed by id
    /// </code>
    /// </remarks>
    public static int[]? ParseDistances(ReadOnlySpan<byte> text)
    {
        List<int> distances = [];
        for (text = text.Trim(" \n\0"u8); !text.IsEmpty; text = text.TrimStart((byte)' '))
        {
            if (!Utf8Parser.TryParse(text, out int distance, out int used) || distance < 0 || (used < text.Length && text[used] != ' '))
            {
                return null;
            }

            distances.Add(distance);
            text = text[used..];
        }

        return distances.Count == 0 ? null : [.. distances];
    }
}
