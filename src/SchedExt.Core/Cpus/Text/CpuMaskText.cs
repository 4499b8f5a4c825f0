using System.Numerics;

namespace SchedExt;

/// <summary>CPU masks such as <c>3,ffffffff</c>, both ways. Pure.</summary>
/// <remarks>
/// <para>Reads what <c>bitmap_parse()</c> of lib/bitmap-str.c reads, from the end like it, and prints what <c>%*pb</c> prints
/// (<c>bitmap_string()</c> of lib/vsprintf.c):</para>
/// <code>
///   3,ffffffff\n
///   1 2       3    1 top group, as many digits as the width needs  2 lower groups of 32 CPUs, eight digits  3 end: newline or NUL
/// </code>
/// <para>Shorter groups anywhere, either case, and commas or blanks in any number between groups are read too. Unlike the kernel
/// it refuses text after the end of the line, which the kernel ignores, a character in front of a group of eight digits that is neither
/// digit nor separator, which the kernel steps over (<c>x00000003</c>), and 0xA0, which the kernel's isspace() takes for a blank.</para>
/// </remarks>
internal static class CpuMaskText
{
    private const int GroupBits = 32;
    private const int GroupDigits = 8;

    /// <summary>Parses a mask; unless it is as the kernel prints it, in two passes, so that the result is allocated once and exactly.</summary>
    public static bool TryParse<T>(ReadOnlySpan<T> text, int? width, out CpuSet set, out CpuTextFault fault)
        where T : unmanaged, IBinaryInteger<T>
    {
        int limit = width ?? CpuSet.MaxWidth, highest = -1;
        set = default;
        if (!TryFindEnd(text, limit, out int end, out fault))
        {
            return false;
        }

        if (width is null && CanonicalMask.TryParse(text[..end], out set))
        {
            return true;
        }

        var reader = new CpuMaskReader<T>(text[..end], limit);
        while (reader.TryRead(out uint bits))
        {
            highest = bits == 0 ? highest : reader.Group;
        }

        fault = reader.Fault;
        bool valid = fault.Problem == CpuTextProblem.None;
        set = valid && highest >= 0 ? Fill(new CpuMaskReader<T>(text[..end], limit), highest) : default;
        return valid;
    }

    /// <summary>The number of characters of a mask of the given width.</summary>
    public static int Length(int width)
    {
        int groups = (width + GroupBits - 1) / GroupBits;
        return groups == 0 ? 0 : TopDigits(width) + (groups - 1) * (GroupDigits + 1);
    }

    /// <summary>Prints the mask; false when it does not fit. No CPU of the set is at or above the width.</summary>
    public static bool TryFormat<T>(CpuSet set, int width, Span<T> destination, out int written)
        where T : unmanaged, IBinaryInteger<T>
    {
        written = Length(width);
        if (written > destination.Length)
        {
            written = 0;
            return false;
        }

        int at = written;
        for (int group = 0; at > 0; group++)
        {
            uint bits = GroupOf(set.Words, group);
            for (int digit = Math.Min(GroupDigits, at); digit > 0; digit--, bits >>= 4)
            {
                destination[--at] = T.CreateTruncating("0123456789abcdef"u8[(int)(bits & 15)]);
            }

            if (at > 0)
            {
                destination[--at] = T.CreateTruncating((uint)',');
            }
        }

        return true;
    }

    private static int TopDigits(int width) => ((width - 1) % GroupBits + 4) / 4;

    private static uint GroupOf(ReadOnlySpan<ulong> words, int group)
        => group >> 1 < words.Length ? (uint)(words[group >> 1] >> (group & 1) * GroupBits) : 0;

    /// <summary>Finds the newline or NUL that ends the mask; after it only such and blanks may come.</summary>
    private static bool TryFindEnd<T>(ReadOnlySpan<T> text, int limit, out int end, out CpuTextFault fault)
        where T : unmanaged, IBinaryInteger<T>
    {
        fault = default;
        end = text.IndexOfAny(T.CreateTruncating((uint)'\n'), T.Zero);
        end = end < 0 ? text.Length : end;
        for (int at = end; at < text.Length; at++)
        {
            uint c = CpuText.At(text, at);
            if (!CpuText.IsEnd(c) && !CpuText.IsSeparator(c))
            {
                fault = new CpuTextFault(CpuTextProblem.End, at, limit);
                return false;
            }
        }

        return true;
    }

    private static CpuSet Fill<T>(CpuMaskReader<T> reader, int highest)
        where T : unmanaged, IBinaryInteger<T>
    {
        var words = new ulong[(highest >> 1) + 1];
        while (reader.Group < highest && reader.TryRead(out uint bits))
        {
            words[reader.Group >> 1] |= (ulong)bits << (reader.Group & 1) * GroupBits;
        }

        return CpuSet.FromOwned(words);
    }
}
