using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SchedExt;

/// <summary>Whole-row operations behind the set algebra. Each result is a new row without zero words at the end.</summary>
internal static class WordRows
{
    /// <summary>The union; <paramref name="longer"/> is at least as long as <paramref name="shorter"/> and ends in a non-zero word.</summary>
    public static ulong[] Or(ReadOnlySpan<ulong> longer, ReadOnlySpan<ulong> shorter)
    {
        ulong[] result = Allocate(longer.Length);
        Combine<OrRule>(longer, shorter, result.AsSpan(0, shorter.Length));
        longer[shorter.Length..].CopyTo(result.AsSpan(shorter.Length));
        return result;
    }

    /// <summary>The intersection.</summary>
    public static ulong[] And(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        int length = Math.Min(left.Length, right.Length);
        while (length > 0 && (left[length - 1] & right[length - 1]) == 0)
        {
            length--;
        }

        ulong[] result = Allocate(length);
        Combine<AndRule>(left, right, result);
        return result;
    }

    /// <summary>The difference: what <paramref name="left"/> has and <paramref name="right"/> has not.</summary>
    public static ulong[] AndNot(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        int length = left.Length;
        while (length > 0 && length <= right.Length && (left[length - 1] & ~right[length - 1]) == 0)
        {
            length--;
        }

        ulong[] result = Allocate(length);
        int shared = Math.Min(length, right.Length);
        Combine<AndNotRule>(left, right, result.AsSpan(0, shared));
        left[shared..length].CopyTo(result.AsSpan(shared));
        return result;
    }

    /// <summary>The symmetric difference; <paramref name="longer"/> is at least as long as <paramref name="shorter"/>, and neither ends in a zero word.</summary>
    public static ulong[] Xor(ReadOnlySpan<ulong> longer, ReadOnlySpan<ulong> shorter)
    {
        int length = longer.Length;
        while (length > 0 && length <= shorter.Length && longer[length - 1] == shorter[length - 1])
        {
            length--;
        }

        ulong[] result = Allocate(length);
        int shared = Math.Min(length, shorter.Length);
        Combine<XorRule>(longer, shorter, result.AsSpan(0, shared));
        longer[shared..length].CopyTo(result.AsSpan(shared));
        return result;
    }

    /// <summary>The bits below <paramref name="width"/> that are not in <paramref name="words"/>.</summary>
    public static ulong[] Not(ReadOnlySpan<ulong> words, int width)
    {
        int length = (width + 63) / 64;
        ulong top = ulong.MaxValue >> (-width & 63);
        while (length > 0 && length <= words.Length && (~words[length - 1] & top) == 0)
        {
            length--;
            top = ulong.MaxValue;
        }

        ulong[] result = Allocate(length);
        result.AsSpan().Fill(ulong.MaxValue);
        Combine<AndNotRule>(result, words, result.AsSpan(0, Math.Min(length, words.Length)));
        if (length > 0)
        {
            result[^1] &= top;
        }

        return result;
    }

    /// <summary>The words and one more bit.</summary>
    public static ulong[] With(ReadOnlySpan<ulong> words, int bit)
    {
        ulong[] result = Allocate(Math.Max(words.Length, (bit >> 6) + 1));
        words.CopyTo(result);
        result.AsSpan(words.Length).Clear();
        result[bit >> 6] |= 1UL << bit;
        return result;
    }

    /// <summary>The words without one bit, which is set.</summary>
    public static ulong[] Without(ReadOnlySpan<ulong> words, int bit)
    {
        int word = bit >> 6;
        bool endsThere = word == words.Length - 1 && words[word] == 1UL << bit;
        ReadOnlySpan<ulong> kept = endsThere ? words[..BitWords.TrimmedLength(words[..word])] : words;
        ulong[] result = Allocate(kept.Length);
        kept.CopyTo(result);
        if (!endsThere)
        {
            result[word] &= ~(1UL << bit);
        }

        return result;
    }

    /// <summary>Fills the result; both inputs are at least as long. The result may be one of them.</summary>
    private static void Combine<TRule>(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> result)
        where TRule : IWordRule
    {
        ref ulong a = ref MemoryMarshal.GetReference(left), b = ref MemoryMarshal.GetReference(right), to = ref MemoryMarshal.GetReference(result);
        nuint done = 0, length = (nuint)result.Length;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; done + 8 <= length; done += 8)
            {
                TRule.Apply(Vector512.LoadUnsafe(ref a, done), Vector512.LoadUnsafe(ref b, done)).StoreUnsafe(ref to, done);
            }
        }

        if (Vector256.IsHardwareAccelerated)
        {
            for (; done + 4 <= length; done += 4)
            {
                TRule.Apply(Vector256.LoadUnsafe(ref a, done), Vector256.LoadUnsafe(ref b, done)).StoreUnsafe(ref to, done);
            }
        }

        for (int word = (int)done; word < result.Length; word++)
        {
            result[word] = TRule.Apply(left[word], right[word]);
        }
    }

    private static ulong[] Allocate(int length) => length == 0 ? [] : GC.AllocateUninitializedArray<ulong>(length);
}
