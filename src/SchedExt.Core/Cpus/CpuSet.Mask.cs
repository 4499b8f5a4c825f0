namespace SchedExt;

public readonly partial struct CpuSet
{
    /// <summary>Parses a CPU mask as the kernel prints and accepts it: <c>3,ffffffff</c>.</summary>
    /// <remarks>
    /// <para>Groups of 32 CPUs, highest first, of one to eight hexadecimal digits in either case, separated by commas or
    /// blanks. A newline or NUL ends the mask. The empty mask is the empty set. Mirrors <c>bitmap_parse()</c> of lib/bitmap-str.c.</para>
    /// <para>Three texts that the kernel reads are refused: more text after the newline, which the kernel ignores; any character that is no
    /// digit in front of a group of eight, which it drops (<c>x00000003</c>); and the byte 0xA0, which it counts as a blank.</para>
    /// </remarks>
    /// <param name="mask">The mask.</param>
    /// <returns>The set of the CPUs whose bits are set.</returns>
    /// <exception cref="CpuSetFormatException">The text is no CPU mask, or has a group for CPUs at or above <see cref="MaxWidth"/>.</exception>
    public static CpuSet ParseMask(ReadOnlySpan<char> mask)
        => CpuMaskText.TryParse(mask, null, out CpuSet set, out CpuTextFault fault) ? set : throw new CpuSetFormatException(fault.Describe(mask));

    /// <inheritdoc cref="ParseMask(ReadOnlySpan{char})"/>
    public static CpuSet ParseMask(ReadOnlySpan<byte> mask)
        => CpuMaskText.TryParse(mask, null, out CpuSet set, out CpuTextFault fault) ? set : throw new CpuSetFormatException(fault.Describe(mask));

    /// <summary>Parses a CPU mask for a machine of known width, as the kernel does when it is written to a file: bits beyond the
    /// width and groups that the width does not need are refused, zero or not.</summary>
    /// <param name="mask">The mask; see <see cref="ParseMask(ReadOnlySpan{char})"/>.</param>
    /// <param name="width">One more than the highest CPU that may be set, from 0 to <see cref="MaxWidth"/>.</param>
    /// <returns>The set of the CPUs whose bits are set.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is negative or above <see cref="MaxWidth"/>.</exception>
    /// <exception cref="CpuSetFormatException">The text is no CPU mask, or reaches beyond <paramref name="width"/>.</exception>
    public static CpuSet ParseMask(ReadOnlySpan<char> mask, int width)
    {
        ThrowIfNoWidth(width);
        return CpuMaskText.TryParse(mask, width, out CpuSet set, out CpuTextFault fault) ? set : throw new CpuSetFormatException(fault.Describe(mask));
    }

    /// <inheritdoc cref="ParseMask(ReadOnlySpan{char}, int)"/>
    public static CpuSet ParseMask(ReadOnlySpan<byte> mask, int width)
    {
        ThrowIfNoWidth(width);
        return CpuMaskText.TryParse(mask, width, out CpuSet set, out CpuTextFault fault) ? set : throw new CpuSetFormatException(fault.Describe(mask));
    }

    /// <summary>Parses a CPU mask if it is one. Allocates nothing but the set.</summary>
    /// <param name="mask">The mask; see <see cref="ParseMask(ReadOnlySpan{char})"/>.</param>
    /// <param name="set">The set, or the empty set.</param>
    /// <returns>Whether the text is a CPU mask.</returns>
    public static bool TryParseMask(ReadOnlySpan<char> mask, out CpuSet set) => CpuMaskText.TryParse(mask, null, out set, out _);

    /// <inheritdoc cref="TryParseMask(ReadOnlySpan{char}, out CpuSet)"/>
    public static bool TryParseMask(ReadOnlySpan<byte> mask, out CpuSet set) => CpuMaskText.TryParse(mask, null, out set, out _);

    /// <summary>Parses a CPU mask if it is one, and says why not.</summary>
    /// <param name="mask">The mask; see <see cref="ParseMask(ReadOnlySpan{char})"/>.</param>
    /// <param name="set">The set, or the empty set.</param>
    /// <param name="error">Where and why the text was refused; <c>default</c> when it was not.</param>
    /// <returns>Whether the text is a CPU mask.</returns>
    public static bool TryParseMask(ReadOnlySpan<char> mask, out CpuSet set, out CpuTextError error)
    {
        bool valid = CpuMaskText.TryParse(mask, null, out set, out CpuTextFault fault);
        error = valid ? default : fault.Describe(mask);
        return valid;
    }

    /// <inheritdoc cref="TryParseMask(ReadOnlySpan{char}, out CpuSet, out CpuTextError)"/>
    public static bool TryParseMask(ReadOnlySpan<byte> mask, out CpuSet set, out CpuTextError error)
    {
        bool valid = CpuMaskText.TryParse(mask, null, out set, out CpuTextFault fault);
        error = valid ? default : fault.Describe(mask);
        return valid;
    }

    /// <summary>Parses a CPU mask for a machine of known width if it is one, and says why not.</summary>
    /// <param name="mask">The mask; see <see cref="ParseMask(ReadOnlySpan{char}, int)"/>.</param>
    /// <param name="width">One more than the highest CPU that may be set, from 0 to <see cref="MaxWidth"/>.</param>
    /// <param name="set">The set, or the empty set.</param>
    /// <param name="error">Where and why the text was refused; <c>default</c> when it was not.</param>
    /// <returns>Whether the text is a CPU mask within the width.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is negative or above <see cref="MaxWidth"/>.</exception>
    public static bool TryParseMask(ReadOnlySpan<char> mask, int width, out CpuSet set, out CpuTextError error)
    {
        ThrowIfNoWidth(width);
        bool valid = CpuMaskText.TryParse(mask, width, out set, out CpuTextFault fault);
        error = valid ? default : fault.Describe(mask);
        return valid;
    }

    /// <inheritdoc cref="TryParseMask(ReadOnlySpan{char}, int, out CpuSet, out CpuTextError)"/>
    public static bool TryParseMask(ReadOnlySpan<byte> mask, int width, out CpuSet set, out CpuTextError error)
    {
        ThrowIfNoWidth(width);
        bool valid = CpuMaskText.TryParse(mask, width, out set, out CpuTextFault fault);
        error = valid ? default : fault.Describe(mask);
        return valid;
    }

    /// <summary>The set as the kernel prints a mask of the given width: 32-bit groups, highest first, the top group with as many
    /// digits as the width needs (8 CPUs: <c>ff</c>; 40 CPUs: <c>ff,ffffffff</c>).</summary>
    /// <param name="width">The number of CPUs the mask is for, from <see cref="Last"/> + 1 to <see cref="MaxWidth"/>.</param>
    /// <returns>The mask, without a newline; the empty text for width 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> does not cover the set or is above <see cref="MaxWidth"/>.</exception>
    public string ToMaskString(int width)
    {
        ThrowIfNoWidth(width, LeastWidth);
        return string.Create(CpuMaskText.Length(width), (Set: this, width), static (text, state)
            => CpuMaskText.TryFormat(state.Set, state.width, text, out _));
    }

    /// <summary>Writes the mask of <see cref="ToMaskString"/> into a span. Nothing is allocated.</summary>
    /// <param name="destination">Where the text goes.</param>
    /// <param name="charsWritten">The number of characters written; 0 when they do not fit.</param>
    /// <param name="width">The number of CPUs the mask is for, from <see cref="Last"/> + 1 to <see cref="MaxWidth"/>.</param>
    /// <returns>Whether the mask fits.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> does not cover the set or is above <see cref="MaxWidth"/>.</exception>
    public bool TryFormatMask(Span<char> destination, out int charsWritten, int width)
    {
        ThrowIfNoWidth(width, LeastWidth);
        return CpuMaskText.TryFormat(this, width, destination, out charsWritten);
    }

    /// <inheritdoc cref="TryFormatMask(Span{char}, out int, int)"/>
    /// <param name="utf8Destination">Where the UTF-8 text goes.</param>
    /// <param name="bytesWritten">The number of bytes written; 0 when they do not fit.</param>
    /// <param name="width">The number of CPUs the mask is for, from <see cref="Last"/> + 1 to <see cref="MaxWidth"/>.</param>
    public bool TryFormatMask(Span<byte> utf8Destination, out int bytesWritten, int width)
    {
        ThrowIfNoWidth(width, LeastWidth);
        return CpuMaskText.TryFormat(this, width, utf8Destination, out bytesWritten);
    }

    /// <summary>The smallest width that covers the set.</summary>
    private int LeastWidth => IsEmpty ? 0 : Last + 1;
}
