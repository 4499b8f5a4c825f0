using System.Globalization;

namespace SchedExt.Irq;

/// <summary>Parses <c>proc/interrupts</c> and <c>proc/softirqs</c>. Pure.</summary>
/// <remarks>
/// <code>
///            CPU0       CPU2                                                        header: the CPUs that have a column
///   24:         17          0  PCI-MSIX-0000:01:00.0   0-edge      nvme0q0, other   label, a number for each, words
///  LOC:      91234      90011   Local timer interrupts
///  ERR:          0                                                                  one number, whatever the columns
/// </code>
/// Columns are not aligned where counters have ten digits, so only blanks and colons count.
/// </remarks>
internal static class CounterTableText
{
    public static CounterTable Parse(ReadOnlySpan<char> text, string path)
    {
        int[]? cpus = null;
        List<CounterRow> rows = [];
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            number++;
            if (line.Trim("\0 \t").IsEmpty)
            {
                continue;
            }

            if (cpus is null)
            {
                cpus = ParseHeader(line, path, number);
                continue;
            }

            rows.Add(ParseRow(line, cpus.Length, path, number));
        }

        return new CounterTable(cpus ?? throw Fault(path, Math.Max(number, 1), "", "a header such as 'CPU0 CPU1'"), rows);
    }

    private static int[] ParseHeader(ReadOnlySpan<char> line, string path, int number)
    {
        List<int> cpus = [];
        HashSet<int> seen = [];
        for (ReadOnlySpan<char> rest = line.Trim(); !rest.IsEmpty;)
        {
            ReadOnlySpan<char> word = TakeWord(ref rest);
            if (!word.StartsWith("CPU", StringComparison.Ordinal) || !TryNumber(word["CPU".Length..], out ulong cpu) || cpu >= CpuSet.MaxWidth || !seen.Add((int)cpu))
            {
                throw Fault(path, number, line, "a header such as 'CPU0 CPU1', each CPU once");
            }

            cpus.Add((int)cpu);
        }

        return [.. cpus];
    }

    private static CounterRow ParseRow(ReadOnlySpan<char> line, int columns, string path, int number)
    {
        int colon = line.IndexOf(':');
        ReadOnlySpan<char> label = colon < 0 ? [] : line[..colon].Trim();
        if (label.IsEmpty || label.Contains(' '))
        {
            throw Fault(path, number, line, "a label, a colon and counters");
        }

        ulong[] counts = new ulong[columns];
        ReadOnlySpan<char> rest = line[(colon + 1)..].Trim("\0 \t");
        int count = 0;
        while (count < columns && TryTakeCounter(ref rest, out counts[count]))
        {
            count++;
        }

        bool isIrq = TryNumber(label, out _);
        return (isIrq && count != columns) || count == 0
            ? throw Fault(path, number, line, isIrq ? $"{columns} counters" : "at least one counter")
            : new CounterRow(label.ToString(), count == columns ? counts : counts[..count], rest.ToString());
    }

    /// <summary>Takes a number that a blank or the end follows. By hand: a machine of 2,000 interrupts and 128 CPUs has a quarter of a million of them.</summary>
    private static bool TryTakeCounter(ref ReadOnlySpan<char> rest, out ulong value)
    {
        value = 0;
        int end = 0;
        while (end < rest.Length && char.IsAsciiDigit(rest[end]))
        {
            ulong digit = (ulong)(rest[end++] - '0');
            if (end >= 20 && value > (ulong.MaxValue - digit) / 10)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        bool isNumber = end > 0 && (end == rest.Length || rest[end] is ' ' or '\t');
        while (isNumber && end < rest.Length && rest[end] is ' ' or '\t')
        {
            end++;
        }

        rest = isNumber ? rest[end..] : rest;
        return isNumber;
    }

    private static ReadOnlySpan<char> TakeWord(scoped ref ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[end..].TrimStart(" \t");
        return word;
    }

    private static bool TryNumber(ReadOnlySpan<char> word, out ulong value) => ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static KernelFormatException Fault(string path, int line, ReadOnlySpan<char> found, string expected)
        => new($"{path}, line {line}", found.Trim().ToString(), expected);
}
