using System.Diagnostics.CodeAnalysis;

namespace SchedExt;

public readonly partial struct CpuSet : ISpanParsable<CpuSet>, IUtf8SpanParsable<CpuSet>
{
    /// <summary>Parses a CPU list as the kernel prints and accepts it: <c>0-3,8,10-14:2/4</c>.</summary>
    /// <remarks>
    /// <para>Regions are separated by commas or blanks in any number. <c>a-b:used/group</c> means the first <c>used</c> of each
    /// <c>group</c> CPUs from a to b. A newline or NUL ends the list. The empty list is the empty set. Mirrors
    /// <c>bitmap_parselist()</c> of lib/bitmap-str.c.</para>
    /// <para>Two texts that the kernel reads are refused: more text after the newline, which the kernel ignores, or reads where nothing, a
    /// separator or a <c>used/group</c> stands in front of the newline; and the byte 0xA0, Latin-1's no-break space, which it counts as a blank.</para>
    /// <para><c>all</c> and <c>N</c>, the last CPU, need <see cref="Parse(ReadOnlySpan{char}, int)"/>.</para>
    /// </remarks>
    /// <param name="list">The list.</param>
    /// <returns>The set of the CPUs listed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="list"/> is null.</exception>
    /// <exception cref="CpuSetFormatException">The text is no CPU list, or names a CPU at or above <see cref="MaxWidth"/>.</exception>
    public static CpuSet Parse(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return Parse(list.AsSpan());
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static CpuSet Parse(ReadOnlySpan<char> list)
        => CpuListText.TryParse(list, null, out CpuSet set, out CpuTextFault fault) ? set : throw new CpuSetFormatException(fault.Describe(list));

    /// <summary>Parses a CPU list in UTF-8. See <see cref="Parse(string)"/> for what is accepted.</summary>
    /// <param name="list">The list in UTF-8.</param>
    /// <returns>The set of the CPUs listed.</returns>
    /// <exception cref="CpuSetFormatException">The text is no CPU list, or names a CPU at or above <see cref="MaxWidth"/>.</exception>
    public static CpuSet Parse(ReadOnlySpan<byte> list)
        => CpuListText.TryParse(list, null, out CpuSet set, out CpuTextFault fault) ? set : throw new CpuSetFormatException(fault.Describe(list));

    /// <summary>Parses a CPU list for a machine of known width, as the kernel does when it is written to a file:
    /// <c>all</c> (in any case) and <c>N</c>, the last CPU, have a meaning, and CPUs beyond the width are refused.</summary>
    /// <param name="list">The list; see <see cref="Parse(string)"/>.</param>
    /// <param name="width">One more than the highest CPU that may be named, from 0 to <see cref="MaxWidth"/>.</param>
    /// <returns>The set of the CPUs listed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is negative or above <see cref="MaxWidth"/>.</exception>
    /// <exception cref="CpuSetFormatException">The text is no CPU list, or names a CPU at or above <paramref name="width"/>.</exception>
    public static CpuSet Parse(ReadOnlySpan<char> list, int width)
    {
        ThrowIfNoWidth(width);
        return CpuListText.TryParse(list, width, out CpuSet set, out CpuTextFault fault) ? set : throw new CpuSetFormatException(fault.Describe(list));
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, int)"/>
    public static CpuSet Parse(ReadOnlySpan<byte> list, int width)
    {
        ThrowIfNoWidth(width);
        return CpuListText.TryParse(list, width, out CpuSet set, out CpuTextFault fault) ? set : throw new CpuSetFormatException(fault.Describe(list));
    }

    /// <summary>Parses a CPU list if it is one. See <see cref="Parse(string)"/> for what is accepted. Allocates nothing but the set.</summary>
    /// <param name="list">The list.</param>
    /// <param name="set">The set, or the empty set.</param>
    /// <returns>Whether the text is a CPU list.</returns>
    public static bool TryParse(ReadOnlySpan<char> list, out CpuSet set) => CpuListText.TryParse(list, null, out set, out _);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out CpuSet)"/>
    public static bool TryParse(ReadOnlySpan<byte> list, out CpuSet set) => CpuListText.TryParse(list, null, out set, out _);

    /// <summary>Parses a CPU list if it is one, and says why not. See <see cref="Parse(string)"/> for what is accepted.</summary>
    /// <param name="list">The list.</param>
    /// <param name="set">The set, or the empty set.</param>
    /// <param name="error">Where and why the text was refused; <c>default</c> when it was not.</param>
    /// <returns>Whether the text is a CPU list.</returns>
    public static bool TryParse(ReadOnlySpan<char> list, out CpuSet set, out CpuTextError error)
    {
        bool valid = CpuListText.TryParse(list, null, out set, out CpuTextFault fault);
        error = valid ? default : fault.Describe(list);
        return valid;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out CpuSet, out CpuTextError)"/>
    public static bool TryParse(ReadOnlySpan<byte> list, out CpuSet set, out CpuTextError error)
    {
        bool valid = CpuListText.TryParse(list, null, out set, out CpuTextFault fault);
        error = valid ? default : fault.Describe(list);
        return valid;
    }

    /// <summary>Parses a CPU list for a machine of known width if it is one, and says why not. See
    /// <see cref="Parse(ReadOnlySpan{char}, int)"/> for what is accepted.</summary>
    /// <param name="list">The list.</param>
    /// <param name="width">One more than the highest CPU that may be named, from 0 to <see cref="MaxWidth"/>.</param>
    /// <param name="set">The set, or the empty set.</param>
    /// <param name="error">Where and why the text was refused; <c>default</c> when it was not.</param>
    /// <returns>Whether the text is a CPU list within the width.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is negative or above <see cref="MaxWidth"/>.</exception>
    public static bool TryParse(ReadOnlySpan<char> list, int width, out CpuSet set, out CpuTextError error)
    {
        ThrowIfNoWidth(width);
        bool valid = CpuListText.TryParse(list, width, out set, out CpuTextFault fault);
        error = valid ? default : fault.Describe(list);
        return valid;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, int, out CpuSet, out CpuTextError)"/>
    public static bool TryParse(ReadOnlySpan<byte> list, int width, out CpuSet set, out CpuTextError error)
    {
        ThrowIfNoWidth(width);
        bool valid = CpuListText.TryParse(list, width, out set, out CpuTextFault fault);
        error = valid ? default : fault.Describe(list);
        return valid;
    }

    static CpuSet IParsable<CpuSet>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<CpuSet>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CpuSet result)
    {
        result = default;
        return s is not null && TryParse(s.AsSpan(), out result);
    }

    static CpuSet ISpanParsable<CpuSet>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool ISpanParsable<CpuSet>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out CpuSet result) => TryParse(s, out result);

    static CpuSet IUtf8SpanParsable<CpuSet>.Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text);

    static bool IUtf8SpanParsable<CpuSet>.TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out CpuSet result)
        => TryParse(utf8Text, out result);

    /// <summary>Takes over words that nobody else keeps; trims them where needed.</summary>
    internal static CpuSet FromOwned(ulong[] words)
        => words.Length > 0 && words[^1] != 0 ? new CpuSet(words) : FromWords(words);
}
