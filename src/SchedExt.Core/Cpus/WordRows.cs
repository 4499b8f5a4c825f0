using System.Numerics;
using System.Runtime.InteropServices;

namespace SchedExt;

/// <summary>Whole-row operations behind the set algebra. Each result is a new row without zero words at the end.</summary>
internal static class WordRows
{
    /// <summary>The union; <paramref name="longer"/> is at least as long as <paramref name="shorter"/> and ends in a non-zero word.</summary>
    public static ulong[] Or(ReadOnlySpan<ulong> longer, ReadOnlySpan<ulong> shorter)
    {
        ulong[] result = GC.AllocateUninitializedArray<ulong>(longer.Length);
        Span<ulong> target = result;
        longer[shorter.Length..].CopyTo(target[shorter.Length..]);
        longer = longer[..shorter.Length];
        int done = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ReadOnlySpan<Vector<ulong>> a = MemoryMarshal.Cast<ulong, Vector<ulong>>(longer);
            ReadOnlySpan<Vector<ulong>> b = MemoryMarshal.Cast<ulong, Vector<ulong>>(shorter)[..a.Length];
            Span<Vector<ulong>> to = MemoryMarshal.Cast<ulong, Vector<ulong>>(target)[..a.Length];
            for (int i = 0; i < a.Length; i++)
            {
                to[i] = a[i] | b[i];
            }

            done = a.Length * Vector<ulong>.Count;
        }

        for (; done < shorter.Length; done++)
        {
            target[done] = longer[done] | shorter[done];
        }

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
        for (int word = 0; word < result.Length; word++)
        {
            result[word] = left[word] & right[word];
        }

        return result;
    }

    /// <summary>The difference: what <paramref name="left"/> has and <paramref name="right"/> has not.</summary>
    public static ulong[] AndNot(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        int length = left.Length;
        while (length > 0 && (left[length - 1] & ~WordAt(right, length - 1)) == 0)
        {
            length--;
        }

        ulong[] result = Allocate(length);
        int shared = Math.Min(length, right.Length);
        for (int word = 0; word < shared; word++)
        {
            result[word] = left[word] & ~right[word];
        }

        left[shared..length].CopyTo(result.AsSpan(shared));
        return result;
    }

    private static ulong WordAt(ReadOnlySpan<ulong> words, int index) => index < words.Length ? words[index] : 0;

    private static ulong[] Allocate(int length) => length == 0 ? [] : GC.AllocateUninitializedArray<ulong>(length);
}
