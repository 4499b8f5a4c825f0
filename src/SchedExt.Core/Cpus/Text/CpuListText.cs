using System.Numerics;

namespace SchedExt;

/// <summary>CPU lists such as <c>0-3,8,10-14:2/4</c>, both ways. Pure.</summary>
/// <remarks>Reads what <c>bitmap_parselist()</c> reads, prints what <c>bitmap_list_string()</c> prints (lib/bitmap-str.c, lib/vsprintf.c).</remarks>
internal static class CpuListText
{
    /// <summary>Words that a list is gathered in before the result is allocated: enough for 8,192 CPUs.</summary>
    private const int ScratchWords = 128;

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
        int at = 0;
        written = 0;
        foreach (CpuRange range in set.Ranges)
        {
            if ((at > 0 && !TryPut(',', destination, ref at))
                || !TryPutNumber(range.First, destination, ref at)
                || (range.Count > 1 && !(TryPut('-', destination, ref at) && TryPutNumber(range.Last, destination, ref at))))
            {
                return false;
            }
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

    private static bool TryPut<T>(char c, Span<T> destination, ref int at)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (at >= destination.Length)
        {
            return false;
        }

        destination[at++] = T.CreateTruncating((uint)c);
        return true;
    }

    private static bool TryPutNumber<T>(int number, Span<T> destination, ref int at)
        where T : unmanaged, IBinaryInteger<T>
    {
        int digits = Digits(number);
        if (destination.Length - at < digits)
        {
            return false;
        }

        at += digits;
        uint rest = (uint)number;
        for (int i = at - 1; digits > 0; digits--, i--, rest /= 10)
        {
            destination[i] = T.CreateTruncating('0' + rest % 10);
        }

        return true;
    }

    /// <summary>The number of digits of a CPU number.</summary>
    private static int Digits(int number) => number < 1000
        ? number < 10 ? 1 : number < 100 ? 2 : 3
        : number < 100_000 ? number < 10_000 ? 4 : 5 : number < 1_000_000 ? 6 : 7;
}
