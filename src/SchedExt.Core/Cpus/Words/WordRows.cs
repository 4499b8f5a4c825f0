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

    /// <summary>Fills the result; both inputs are at least as long.</summary>
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
