using System.Numerics;

namespace SchedExt;

/// <summary>Bit arithmetic on rows of 64-bit words, lowest first: the only place that knows how a set is stored.</summary>
internal static class BitWords
{
    /// <summary>The lowest set bit at or above <paramref name="from"/> (at least 0), or -1.</summary>
    public static int NextSet(ReadOnlySpan<ulong> words, int from)
    {
        int word = from >> 6;
        if (word >= words.Length)
        {
            return -1;
        }

        ulong bits = words[word] & ulong.MaxValue << from;
        while (bits == 0)
        {
            if (++word == words.Length)
            {
                return -1;
            }

            bits = words[word];
        }

        return word * 64 + BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>The lowest clear bit at or above <paramref name="from"/>; bits beyond the words are clear.</summary>
    public static int NextClear(ReadOnlySpan<ulong> words, int from)
    {
        int word = from >> 6;
        if (word >= words.Length)
        {
            return from;
        }

        ulong bits = ~words[word] & ulong.MaxValue << from;
        while (bits == 0)
        {
            if (++word == words.Length)
            {
                return word * 64;
            }

            bits = ~words[word];
        }

        return word * 64 + BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>The position of the set bit with <paramref name="index"/> set bits below it; there is one.</summary>
    public static int NthSet(ulong word, int index)
    {
        for (; index > 0; index--)
        {
            word &= word - 1;
        }

        return BitOperations.TrailingZeroCount(word);
    }

    /// <summary>Sets the bits <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static void SetRange(Span<ulong> words, int first, int last)
    {
        int low = first >> 6, high = last >> 6;
        ulong fromFirst = ulong.MaxValue << first, upToLast = ulong.MaxValue >> 63 - (last & 63);
        if (low == high)
        {
            words[low] |= fromFirst & upToLast;
            return;
        }

        words[low] |= fromFirst;
        words[(low + 1)..high].Fill(ulong.MaxValue);
        words[high] |= upToLast;
    }

    /// <summary>How many words remain when zero words at the end are left off.</summary>
    public static int TrimmedLength(ReadOnlySpan<ulong> words) => words.LastIndexOfAnyExcept(0UL) + 1;
}
