using System.Buffers.Text;

namespace SchedExt;

/// <summary>Parses <c>proc/PID/stat</c> and <c>proc/PID/status</c> (fs/proc/array.c). Pure.</summary>
internal static class ProcessText
{
    private const int ParentField = 4, StartField = 22;

    /// <summary>Parent and start time of <c>stat</c>: <c>1234 (name) S 1 …</c>. The name may hold anything, blanks and parentheses too.</summary>
    public static bool TryParseStat(ReadOnlySpan<byte> text, out int parent, out long start)
    {
        (parent, start) = (0, 0);
        int name = text.LastIndexOf((byte)')');
        ReadOnlySpan<byte> rest = name < 0 ? default : text[(name + 1)..];
        for (int field = 3; field <= StartField; field++)
        {
            rest = rest.TrimStart((byte)' ');
            int end = rest.IndexOfAny((byte)' ', (byte)'\n');
            ReadOnlySpan<byte> value = end < 0 ? rest : rest[..end];
            if ((field == ParentField && !TryParse(value, out parent)) || (field == StartField && !TryParse(value, out start)))
            {
                return false;
            }

            rest = rest[value.Length..];
        }

        return true;
    }

    /// <summary>The process that <c>status</c> is of: a thread's has the number of its process there.</summary>
    public static bool TryParseProcess(ReadOnlySpan<byte> status, out int process)
    {
        int at = status.IndexOf("\nTgid:"u8);
        process = 0;
        return at >= 0 && Utf8Parser.TryParse(status[(at + 6)..].TrimStart("\t "u8), out process, out _);
    }

    /// <summary>The id that was given out last: the last number of <c>proc/loadavg</c>.</summary>
    public static bool TryParseLastId(ReadOnlySpan<byte> loadavg, out int last)
    {
        ReadOnlySpan<byte> text = loadavg.TrimEnd("\n\0 "u8);
        return TryParse(text[(text.LastIndexOf((byte)' ') + 1)..], out last);
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out int number) => Utf8Parser.TryParse(text, out number, out int used) && used == text.Length;

    private static bool TryParse(ReadOnlySpan<byte> text, out long number) => Utf8Parser.TryParse(text, out number, out int used) && used == text.Length;
}
