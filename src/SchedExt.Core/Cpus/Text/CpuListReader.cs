using System.Numerics;

namespace SchedExt;

/// <summary>Reads the regions of a CPU list one by one. Pure: a text in, regions or a fault out.</summary>
/// <remarks>
/// <para>Mirrors <c>bitmap_parselist()</c> of lib/bitmap-str.c:</para>
/// <code>
///   0-3,8,10-14:2/4 all\n
///   1   2 3   4 5   6  7     1 range  2 separators: commas and blanks, any number  3 single CPU  4 ':' and how many of each
///                            5 '/' and the group size  6 every CPU of the width  7 end: newline or NUL, then only such and blanks
/// </code>
/// <para>Unlike the kernel it refuses text after the end of the line, which the kernel ignores, or reads where its isspace(), true of
/// the newline too, skips the end: after a separator or a group size. Nor is 0xA0 a blank here.</para>
/// </remarks>
internal ref struct CpuListReader<T>(ReadOnlySpan<T> text, int? width)
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly ReadOnlySpan<T> text = text;
    private readonly int limit = width ?? CpuSet.MaxWidth;
    private readonly bool hasWidth = width is not null;
    private int position;

    /// <summary>Why reading stopped; no problem at the proper end.</summary>
    public CpuTextFault Fault { get; private set; }

    private readonly uint Next => CpuText.At(text, position);

    /// <summary>Reads the next region; false at the end and at a fault.</summary>
    public bool TryRead(out CpuRegion region)
    {
        region = default;
        while (CpuText.IsSeparator(Next) && position < text.Length)
        {
            position++;
        }

        return CpuText.IsEnd(Next) ? Finish() : TryReadRegion(out region);
    }

    private bool Finish()
    {
        for (; position < text.Length; position++)
        {
            if (!CpuText.IsEnd(Next) && !CpuText.IsSeparator(Next))
            {
                return Refuse(CpuTextProblem.End, position);
            }
        }

        return false;
    }

    private bool TryReadRegion(out CpuRegion region)
    {
        region = default;
        int start = position;
        if (!TryReadBounds(out int first, out int last, out bool isRange))
        {
            return false;
        }

        if (first > last)
        {
            return Refuse(CpuTextProblem.Ascending, start);
        }

        region = new CpuRegion(first, last, last - first + 1, last - first + 1);
        if (CpuText.IsSeparator(Next) || CpuText.IsEnd(Next))
        {
            return true;
        }

        return isRange && Next == ':'
            ? TryReadPattern(ref region)
            : Refuse(isRange ? CpuTextProblem.AfterRange : CpuTextProblem.AfterNumber, position);
    }

    private bool TryReadBounds(out int first, out int last, out bool isRange)
    {
        isRange = CpuText.StartsWithAll(text[position..]);
        first = 0;
        last = limit - 1;
        if (isRange)
        {
            if (!hasWidth || limit == 0)
            {
                return Refuse(hasWidth ? CpuTextProblem.BelowWidth : CpuTextProblem.NeedsWidth, position);
            }

            position += 3;
            return true;
        }

        if (!TryReadCpu(out first))
        {
            return false;
        }

        last = first;
        isRange = Next == '-';
        if (!isRange)
        {
            return true;
        }

        position++;
        return TryReadCpu(out last);
    }

    private bool TryReadPattern(ref CpuRegion region)
    {
        int usedAt = ++position;
        if (!TryReadNumber(CpuTextProblem.UsedCount, out long used))
        {
            return false;
        }

        if (Next != '/')
        {
            return Refuse(CpuTextProblem.Slash, position);
        }

        int groupAt = ++position;
        if (!TryReadNumber(CpuTextProblem.GroupSize, out long group))
        {
            return false;
        }

        region = region with { Used = used, Group = group };
        return group == 0 ? Refuse(CpuTextProblem.GroupSize, groupAt)
            : used <= group || Refuse(CpuTextProblem.UsedWithinGroup, usedAt);
    }

    private bool TryReadCpu(out int cpu)
    {
        int start = position;
        cpu = 0;
        if (!TryReadNumber(CpuTextProblem.CpuNumber, out long number))
        {
            return false;
        }

        cpu = (int)Math.Min(number, int.MaxValue);
        return cpu < limit || Refuse(CpuTextProblem.BelowWidth, start);
    }

    /// <summary>Reads digits or "N", the last CPU of the width.</summary>
    private bool TryReadNumber(CpuTextProblem expected, out long number)
    {
        number = 0;
        if (Next == 'N')
        {
            number = limit - 1;
            return hasWidth && limit > 0 ? ++position > 0 : Refuse(hasWidth ? CpuTextProblem.BelowWidth : CpuTextProblem.NeedsWidth, position);
        }

        int start = position;
        ReadOnlySpan<T> rest = text[start..];
        int length = 0;
        for (uint digit; length < rest.Length && (digit = uint.CreateTruncating(rest[length]) - '0') <= 9; length++)
        {
            number = Math.Min(number * 10 + digit, CpuText.HighestNumber + 1L);
        }

        position += length;
        if (number > CpuText.HighestNumber)
        {
            return Refuse(expected == CpuTextProblem.CpuNumber ? CpuTextProblem.BelowWidth : expected, start);
        }

        return length > 0 || Refuse(expected, position);
    }

    private bool Refuse(CpuTextProblem problem, int at)
    {
        Fault = new CpuTextFault(problem, at, limit);
        return false;
    }
}
