using System.Numerics;

namespace SchedExt;

/// <summary>CPU lists such as <c>0-3,8,10-14:2/4</c>, both ways. Pure.</summary>
/// <remarks>Reads what <c>bitmap_parselist()</c> reads, prints what <c>bitmap_list_string()</c> prints (lib/bitmap-str.c, lib/vsprintf.c).</remarks>
internal static class CpuListText
{
    /// <summary>Words that a list is gathered in before the result is allocated: enough for 8,192 CPUs.</summary>
    private const int ScratchWords = 128;

    /// <summary>The length of ",1048575-1048575".</summary>
    private const int LongestRun = 16;

    /// <summary>Parses a list; the result is allocated once and exactly.</summary>
    public static bool TryParse<T>(ReadOnlySpan<T> text, int? width, out CpuSet set, out CpuTextFault fault)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<ulong> scratch = stackalloc ulong[ScratchWords];
        scratch.Clear();
        var reader = new CpuListReader<T>(text, width);
        int highest = -1;
        while (reader.TryRead(out CpuRegion region))
        {
            highest = Math.Max(highest, region.Highest);
            if (highest < ScratchWords * 64)
            {
                region.AddTo(scratch);
            }
        }

        fault = reader.Fault;
        bool valid = fault.Problem == CpuTextProblem.None;
        set = !valid || highest < 0 ? default
            : highest < ScratchWords * 64 ? CpuSet.FromWords(scratch) : FillAgain(new CpuListReader<T>(text, width), highest);
        return valid;
    }

    /// <summary>The number of characters of a set's list.</summary>
    public static int Length(CpuSet set)
    {
        int length = 0;
        foreach (CpuRange range in set.Ranges)
        {
            length += 1 + Digits(range.First) + (range.Count == 1 ? 0 : 1 + Digits(range.Last));
        }

        return Math.Max(0, length - 1);
    }

    /// <summary>Prints the list; false when it does not fit, with nothing promised about the destination.</summary>
    public static bool TryFormat<T>(CpuSet set, Span<T> destination, out int written)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<T> tight = stackalloc T[LongestRun];
        int at = 0;
        written = 0;
        foreach (CpuRange range in set.Ranges)
        {
            Span<T> rest = destination[at..];
            if (rest.Length >= LongestRun)
            {
                at += WriteRun(range, at == 0, rest);
                continue;
            }

            int length = WriteRun(range, at == 0, tight);
            if (!tight[..length].TryCopyTo(rest))
            {
                return false;
            }

            at += length;
        }

        written = at;
        return true;
    }

    /// <summary>The second pass for a set that is too wide for the scratch.</summary>
    private static CpuSet FillAgain<T>(CpuListReader<T> reader, int highest)
        where T : unmanaged, IBinaryInteger<T>
    {
        var words = new ulong[(highest >> 6) + 1];
        while (reader.TryRead(out CpuRegion region))
        {
            region.AddTo(words);
        }

        return CpuSet.FromOwned(words);
    }

    /// <summary>Writes a run, and the comma in front of all but the first; there is room for the longest.</summary>
    private static int WriteRun<T>(CpuRange range, bool isFirst, Span<T> to)
        where T : unmanaged, IBinaryInteger<T>
    {
        int at = 0;
        if (!isFirst)
        {
            to[at++] = T.CreateTruncating((uint)',');
        }

        at += WriteNumber(range.First, to[at..]);
        if (range.Count > 1)
        {
            to[at++] = T.CreateTruncating((uint)'-');
            at += WriteNumber(range.Last, to[at..]);
        }

        return at;
    }

    private static int WriteNumber<T>(int number, Span<T> to)
        where T : unmanaged, IBinaryInteger<T>
    {
        int digits = Digits(number);
        uint rest = (uint)number;
        for (int i = digits - 1; i >= 0; i--)
        {
            uint tenth = rest / 10;
            to[i] = T.CreateTruncating('0' + (rest - tenth * 10));
            rest = tenth;
        }

        return digits;
    }

    /// <summary>The number of digits of a CPU number.</summary>
    private static int Digits(int number) => number < 1000
        ? number < 10 ? 1 : number < 100 ? 2 : 3
        : number < 100_000 ? number < 10_000 ? 4 : 5 : number < 1_000_000 ? 6 : 7;
}
