using System.Numerics;

namespace SchedExt;

/// <summary>Reads the 32-bit groups of a CPU mask from the last to the first. Pure: a text in, groups or a fault out.</summary>
/// <remarks>Mirrors <c>bitmap_find_region_reverse()</c> and <c>bitmap_get_x32_reverse()</c> of lib/bitmap-str.c.</remarks>
internal ref struct CpuMaskReader<T>(ReadOnlySpan<T> text, int limit)
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>CPUs in a group.</summary>
    public const int GroupBits = 32;

    private readonly ReadOnlySpan<T> text = text;
    private readonly int limit = limit;
    private int end = text.Length;

    /// <summary>Why reading stopped; no problem at the start of the text.</summary>
    public CpuTextFault Fault { get; private set; }

    /// <summary>The index of the group that was read last: 0 for the CPUs 0 to 31.</summary>
    public int Group { get; private set; } = -1;

    /// <summary>Reads the next group towards the start; false before the first and at a fault.</summary>
    public bool TryRead(out uint bits)
    {
        bits = 0;
        while (end > 0 && CpuText.IsSeparator(CpuText.At(text, end - 1)))
        {
            end--;
        }

        return end > 0 && TryReadDigits(ref bits) && IsWithinLimit(bits);
    }

    private bool TryReadDigits(ref uint bits)
    {
        for (int shift = 0; end > 0 && !CpuText.IsSeparator(CpuText.At(text, end - 1)); shift += 4)
        {
            uint digit = CpuText.HexValue(CpuText.At(text, --end));
            if (digit > 15 || shift == GroupBits)
            {
                return Refuse(digit > 15 ? CpuTextProblem.HexDigit : CpuTextProblem.ShortGroup);
            }

            bits |= digit << shift;
        }

        Group++;
        return true;
    }

    private bool IsWithinLimit(uint bits)
    {
        long first = (long)Group * GroupBits;
        return first >= limit ? Refuse(CpuTextProblem.FewerGroups)
            : first + GroupBits <= limit || bits >> (int)(limit - first) == 0 || Refuse(CpuTextProblem.BelowWidth);
    }

    private bool Refuse(CpuTextProblem problem)
    {
        Fault = new CpuTextFault(problem, end, limit);
        return false;
    }
}
