using System.Numerics;

namespace SchedExt;

/// <summary>The alphabet that CPU lists and masks share, for UTF-16 and UTF-8 text alike.</summary>
internal static class CpuText
{
    /// <summary>The highest number the kernel reads (<c>unsigned int</c>).</summary>
    public const long HighestNumber = uint.MaxValue;

    /// <summary>The character at an index; NUL beyond the end, as in the kernel's strings.</summary>
    public static uint At<T>(ReadOnlySpan<T> text, int index)
        where T : unmanaged, IBinaryInteger<T>
        => (uint)index < (uint)text.Length ? uint.CreateTruncating(text[index]) : 0;

    /// <summary>Newline and NUL end a text: <c>end_of_str()</c>.</summary>
    public static bool IsEnd(uint c) => c is '\n' or 0;

    /// <summary>Commas and blanks other than the newline separate regions: <c>__end_of_region()</c>.</summary>
    public static bool IsSeparator(uint c) => c is ',' or ' ' or '\t' or '\v' or '\f' or '\r';

    /// <summary>Whether the text starts with "all", in any case.</summary>
    public static bool StartsWithAll<T>(ReadOnlySpan<T> text)
        where T : unmanaged, IBinaryInteger<T>
        => (At(text, 0) | 0x20) == 'a' && (At(text, 1) | 0x20) == 'l' && (At(text, 2) | 0x20) == 'l';

    /// <summary>The value of a hexadecimal digit in either case, or 16 and above.</summary>
    public static uint HexValue(uint c)
    {
        uint digit = c - '0';
        uint letter = (c | 0x20) - 'a';
        return digit <= 9 ? digit : letter <= 5 ? letter + 10 : 16;
    }
}
