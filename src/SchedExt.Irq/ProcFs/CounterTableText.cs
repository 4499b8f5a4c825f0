using System.Globalization;
using System.Text;

namespace SchedExt.Irq;

/// <summary>Parses <c>proc/interrupts</c> and <c>proc/softirqs</c>. Pure.</summary>
/// <remarks>
/// <code>
///            CPU0       CPU2                                                        header: the CPUs that have a column
///   24:         17          0  PCI-MSIX-0000:01:00.0   0-edge      nvme0q0, other   label, a number for each, words
///  LOC:      91234      90011   Local timer interrupts
///  ERR:          0                                                                  one number, whatever the columns
/// </code>
/// Columns are not aligned where counters have ten digits, so only blanks and colons count. The text is UTF-8, and only what is kept of it becomes a string.
/// </remarks>
internal static class CounterTableText
{
    /// <summary>No number of so many digits is beyond 64 bits.</summary>
    private const int SafeDigits = 19;

    /// <summary>What counts as a blank around words; the end of the text may be NUL.</summary>
    private static ReadOnlySpan<byte> Blanks => " \t\r\0"u8;

    public static CounterTable Parse(ReadOnlySpan<byte> text, string path)
    {
        int[]? cpus = null;
        ulong[] counters = [];
        List<CounterRow> rows = [];
        int number = 0;
        while (!text.IsEmpty)
        {
            ReadOnlySpan<byte> line = TakeLine(ref text);
            number++;
            if (line.IsEmpty)
            {
                continue;
            }

            if (cpus is null)
            {
                cpus = ParseHeader(line, path, number);
                counters = new ulong[cpus.Length];
                continue;
            }

            rows.Add(ParseRow(line, counters, path, number));
        }

        return new CounterTable(cpus ?? throw Fault(path, Math.Max(number, 1), [], "a header such as 'CPU0 CPU1'"), rows);
    }

    private static int[] ParseHeader(ReadOnlySpan<byte> line, string path, int number)
    {
        List<int> cpus = [];
        HashSet<int> seen = [];
        for (ReadOnlySpan<byte> rest = line; !rest.IsEmpty;)
        {
            ReadOnlySpan<byte> word = TakeWord(ref rest);
            if (!word.StartsWith("CPU"u8) || !TryNumber(word["CPU".Length..], out ulong cpu) || cpu >= CpuSet.MaxWidth || !seen.Add((int)cpu))
            {
                throw Fault(path, number, line, "a header such as 'CPU0 CPU1', each CPU once");
            }

            cpus.Add((int)cpu);
        }

        return [.. cpus];
    }

    /// <param name="line">The row.</param>
    /// <param name="counters">Room for one in each column.</param>
    /// <param name="path">For messages.</param>
    /// <param name="number">For messages.</param>
    private static CounterRow ParseRow(ReadOnlySpan<byte> line, Span<ulong> counters, string path, int number)
    {
        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> label = colon < 0 ? [] : line[..colon].TrimEnd(Blanks);
        if (label.IsEmpty || label.Contains((byte)' '))
        {
            throw Fault(path, number, line, "a label, a colon and counters");
        }

        ReadOnlySpan<byte> rest = line[(colon + 1)..].TrimStart(Blanks);
        int count = TakeCounters(ref rest, counters);
        bool isIrq = TryNumber(label, out _);
        return (isIrq && count != counters.Length) || count == 0
            ? throw Fault(path, number, line, isIrq ? $"{counters.Length} counters" : "at least one counter")
            : new CounterRow(Encoding.UTF8.GetString(label), counters[..count], Encoding.UTF8.GetString(rest));
    }

    /// <summary>Takes numbers while there are any and columns for them.</summary>
    /// <returns>How many.</returns>
    private static int TakeCounters(ref ReadOnlySpan<byte> rest, Span<ulong> counters)
    {
        int count = 0, start = 0;
        while (count < counters.Length && SkipCounter(rest, start, out ulong counter) is var next && next > start)
        {
            counters[count++] = counter;
            start = next;
        }

        rest = rest[start..];
        return count;
    }

    /// <summary>Reads a number that a blank or the end follows. By hand: a machine of 2,000 interrupts and 128 CPUs has a quarter of a million of them.</summary>
    /// <returns>Where the next word begins; <paramref name="start"/> when there is no such number.</returns>
    private static int SkipCounter(ReadOnlySpan<byte> text, int start, out ulong counter)
    {
        counter = 0;
        ulong value = 0;
        int end = start;
        for (; end < text.Length && char.IsAsciiDigit((char)text[end]); end++)
        {
            ulong digit = (ulong)(text[end] - '0');
            if (end - start >= SafeDigits && value > (ulong.MaxValue - digit) / 10)
            {
                return start;
            }

            value = (value * 10) + digit;
        }

        if (end == start || (end < text.Length && !IsBlank(text[end])))
        {
            return start;
        }

        while (end < text.Length && IsBlank(text[end]))
        {
            end++;
        }

        counter = value;
        return end;
    }

    private static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\t';

    /// <summary>The next line, without blanks around it.</summary>
    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return line.Trim(Blanks);
    }

    private static ReadOnlySpan<byte> TakeWord(scoped ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[end..].TrimStart(Blanks);
        return word;
    }

    private static bool TryNumber(ReadOnlySpan<byte> word, out ulong value) => ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static KernelFormatException Fault(string path, int line, ReadOnlySpan<byte> found, string expected)
        => new($"{path}, line {line}", Encoding.UTF8.GetString(found), expected);
}
