using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchedExt;

/// <summary>The fast way for masks as the kernel prints them: a top group of one to eight digits, then full groups behind commas.</summary>
internal static class CanonicalMask
{
    private const int GroupBits = 32;

    /// <summary>The digits of a group and the comma in front of it.</summary>
    private const int GroupLength = HexGroup.Digits + 1;

    /// <summary>Parses a mask of this form without a width; false for any other text, valid or not.</summary>
    public static bool TryParse<T>(ReadOnlySpan<T> text, out CpuSet set)
        where T : unmanaged, IBinaryInteger<T>
    {
        set = default;
        int groups = (text.Length + GroupLength) / GroupLength, topDigits = text.Length - (groups - 1) * GroupLength;
        if (topDigits is 0 or > HexGroup.Digits || groups > CpuSet.MaxWidth / GroupBits || !TryParseTop(text[..topDigits], out uint top))
        {
            return false;
        }

        int highest = top != 0 ? groups - 1 : HighestGroup(text);
        var words = highest < 0 ? [] : new ulong[(highest >> 1) + 1];
        if (!TryParseLower(text[topDigits..], MemoryMarshal.Cast<ulong, uint>(words.AsSpan())))
        {
            return false;
        }

        if (top != 0)
        {
            words[^1] |= (ulong)top << (highest & 1) * GroupBits;
        }

        set = CpuSet.FromOwned(words);
        return true;
    }

    private static bool TryParseTop<T>(ReadOnlySpan<T> digits, out uint bits)
        where T : unmanaged, IBinaryInteger<T>
    {
        bits = 0;
        foreach (T digit in digits)
        {
            uint value = CpuText.HexValue(uint.CreateTruncating(digit));
            if (value > 15)
            {
                return false;
            }

            bits = bits << 4 | value;
        }

        return true;
    }

    /// <summary>The group of the first character that is neither a zero nor a comma, or -1.</summary>
    private static int HighestGroup<T>(ReadOnlySpan<T> text)
        where T : unmanaged, IBinaryInteger<T>
    {
        int first = text.IndexOfAnyExcept(T.CreateTruncating((uint)'0'), T.CreateTruncating((uint)','));
        return first < 0 ? -1 : (text.Length - 1 - first) / GroupLength;
    }

    /// <summary>Parses the groups below the top one, each with the comma in front of it, from the last to the first.</summary>
    private static bool TryParseLower<T>(ReadOnlySpan<T> text, Span<uint> groups)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref T start = ref MemoryMarshal.GetReference(text);
        int group = 0;
        for (int at = text.Length - GroupLength; at >= 0; at -= GroupLength, group++)
        {
            if (Unsafe.Add(ref start, at) != T.CreateTruncating((uint)',') || !HexGroup.TryParse(ref Unsafe.Add(ref start, at + 1), out uint bits))
            {
                return false;
            }

            if (group < groups.Length)
            {
                groups[BitConverter.IsLittleEndian ? group : group ^ 1] = bits;
            }
        }

        return true;
    }
}
