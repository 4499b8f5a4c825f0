using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchedExt;

/// <summary>The fast way for masks as the kernel prints them: a top group of one to eight digits, then full groups behind commas.</summary>
internal static class CanonicalMask
{
    /// <summary>Parses a mask of this form without a width; false for any other text, valid or not.</summary>
    public static bool TryParse<T>(ReadOnlySpan<T> text, out CpuSet set)
        where T : unmanaged, IBinaryInteger<T>
    {
        set = default;
        int lowerGroups = text.Length / HexWord.Group, topDigits = text.Length % HexWord.Group;
        int lowerWords = lowerGroups / 2, head = text.Length - lowerWords * HexWord.Length;
        if (topDigits == 0 || lowerWords >= CpuSet.MaxWidth / 64 || !TryParseHead(text[..head], topDigits, out ulong top))
        {
            return false;
        }

        int length = top != 0 ? lowerWords + 1 : WordsOf(text[head..]);
        var words = length == 0 ? [] : new ulong[length];
        if (top != 0)
        {
            words[^1] = top;
        }

        bool valid = TryParseLower(text[head..], words);
        set = valid ? CpuSet.FromOwned(words) : default;
        return valid;
    }

    /// <summary>Parses the top group and, where there is an odd number below it, the next one.</summary>
    private static bool TryParseHead<T>(ReadOnlySpan<T> text, int topDigits, out ulong word)
        where T : unmanaged, IBinaryInteger<T>
    {
        word = 0;
        for (int at = 0; at < text.Length; at++)
        {
            uint c = CpuText.At(text, at), value = CpuText.HexValue(c);
            if (at == topDigits ? c != ',' : value > 15)
            {
                return false;
            }

            word = at == topDigits ? word : word << 4 | value;
        }

        return true;
    }

    /// <summary>How many words are left when those that are zero at the top are left off.</summary>
    private static int WordsOf<T>(ReadOnlySpan<T> text)
        where T : unmanaged, IBinaryInteger<T>
    {
        int first = text.IndexOfAnyExcept(T.CreateTruncating((uint)'0'), T.CreateTruncating((uint)','));
        return first < 0 ? 0 : (text.Length - 1 - first) / HexWord.Length + 1;
    }

    /// <summary>Parses the words below the head from the last to the first; those beyond the room are zero, but they are looked at too.</summary>
    private static bool TryParseLower<T>(ReadOnlySpan<T> text, Span<ulong> words)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref T start = ref MemoryMarshal.GetReference(text);
        for (int at = text.Length - HexWord.Length, word = 0; at >= 0; at -= HexWord.Length, word++)
        {
            if (!HexWord.TryParse(ref Unsafe.Add(ref start, at), out ulong bits))
            {
                return false;
            }

            if (word < words.Length)
            {
                words[word] = bits;
            }
        }

        return true;
    }
}
