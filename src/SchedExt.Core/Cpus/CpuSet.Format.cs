using System.Globalization;

namespace SchedExt;

public readonly partial struct CpuSet : ISpanFormattable, IUtf8SpanFormattable
{
    /// <summary>The set as the list that the kernel prints: <c>0-3,8</c>; the empty text for the empty set.</summary>
    /// <returns>The list, without a newline. Mirrors <c>bitmap_list_string()</c> of lib/vsprintf.c.</returns>
    public override string ToString()
        => string.Create(CpuListText.Length(this), this, static (text, set) => CpuListText.TryFormat(set, text, out _));

    /// <summary>The set as text in a chosen form.</summary>
    /// <param name="format"><c>L</c>, empty or null: the list. <c>M</c>: the mask, as wide as the set needs in whole groups of 32
    /// CPUs. <c>M144</c>: the mask of that width.</param>
    /// <param name="formatProvider">Not used: the text is the kernel's in every culture.</param>
    /// <returns>The text.</returns>
    /// <exception cref="FormatException"><paramref name="format"/> is none of these, or its width does not cover the set.</exception>
    public string ToString(string? format, IFormatProvider? formatProvider = null)
        => TryGetMaskWidth(format, out int width) ? ToMaskString(width) : ToString();

    /// <summary>Writes the set as text into a span. Nothing is allocated.</summary>
    /// <param name="destination">Where the text goes.</param>
    /// <param name="charsWritten">The number of characters written; 0 when they do not fit.</param>
    /// <param name="format">As in <see cref="ToString(string?, IFormatProvider?)"/>; empty is the list.</param>
    /// <param name="provider">Not used.</param>
    /// <returns>Whether the text fits. When it does not, part of it may have been written.</returns>
    /// <exception cref="FormatException"><paramref name="format"/> is unknown, or its width does not cover the set.</exception>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
        => TryGetMaskWidth(format, out int width)
            ? CpuMaskText.TryFormat(this, width, destination, out charsWritten)
            : CpuListText.TryFormat(this, destination, out charsWritten);

    /// <inheritdoc cref="TryFormat(Span{char}, out int, ReadOnlySpan{char}, IFormatProvider?)"/>
    /// <param name="utf8Destination">Where the UTF-8 text goes.</param>
    /// <param name="bytesWritten">The number of bytes written; 0 when they do not fit.</param>
    /// <param name="format">As in <see cref="ToString(string?, IFormatProvider?)"/>; empty is the list.</param>
    /// <param name="provider">Not used.</param>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
        => TryGetMaskWidth(format, out int width)
            ? CpuMaskText.TryFormat(this, width, utf8Destination, out bytesWritten)
            : CpuListText.TryFormat(this, utf8Destination, out bytesWritten);

    /// <summary>Tells list and mask formats apart; false for the list.</summary>
    private bool TryGetMaskWidth(ReadOnlySpan<char> format, out int width)
    {
        width = Math.Max(32, (LeastWidth + 31) / 32 * 32);
        if (format.IsEmpty || format is "L" or "l")
        {
            return false;
        }

        bool valid = (format[0] | 0x20) == 'm'
            && (format.Length == 1 || int.TryParse(format[1..], NumberStyles.None, CultureInfo.InvariantCulture, out width));
        return valid && width >= LeastWidth && width <= MaxWidth
            ? true
            : throw new FormatException($"'{format}' is no format of a CPU set up to CPU {LeastWidth - 1}: L, M or M and a width that covers it.");
    }
}
