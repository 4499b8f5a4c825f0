using System.Globalization;

namespace SchedExt.ReferenceHost;

/// <summary>Finds figures in what benchmarks print. Pure; <see langword="null"/> where a figure is not there.</summary>
internal static class ToolOutput
{
    private static readonly char[] s_blanks = [' ', '\t'];

    /// <summary>hackbench: <c>Time: 0.512</c>.</summary>
    internal static double? After(string output, string label)
    {
        int at = output.IndexOf(label, StringComparison.Ordinal);
        return at < 0 ? null : Numbers(output[(at + label.Length)..].Split('\n')[0]).Cast<double?>().FirstOrDefault();
    }

    /// <summary>perf bench -f simple: <c>0.231</c> alone on the last line.</summary>
    internal static double? LastNumber(string output) => Numbers(output.TrimEnd().Split('\n')[^1]).Cast<double?>().LastOrDefault();

    /// <summary>stress-ng --metrics-brief: <c>stress-ng: info: [41] switch 40000 0.91 0.05 1.70 43956.04 22857.14</c>: operations, seconds with two digits, and
    /// after two more columns operations a second, which tell the seconds with all digits that there are.</summary>
    internal static double? StressNgSeconds(string output) => output.Split('\n')
        .Select(line => line.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries))
        .Select(words => words.AsSpan(int.Max(0, Array.IndexOf(words, "switch"))).ToArray())
        .Where(words => words.Length == 7 && words[0] == "switch")
        .Select(words => (Operations: Numbers(words[1]), Rate: Numbers(words[5])))
        .Where(figures => figures is { Operations: [_], Rate: [> 0] })
        .Select(figures => (double?)(figures.Operations[0] / figures.Rate[0]))
        .FirstOrDefault();

    /// <summary>stress-ng: <c>stress-ng: info: [41] successful run completed in 0.93s</c>: all instances, from the first to the last.</summary>
    internal static double? StressNgWholeSeconds(string output) => output.Split('\n')
        .Select(line => line.Split(" completed in "))
        .Where(parts => parts.Length == 2)
        .Select(parts => Numbers(parts[1].Trim().TrimEnd('s')).Cast<double?>().FirstOrDefault())
        .FirstOrDefault();

    /// <summary>
    /// cyclictest --histogram: <c>000017 000003 000001</c>: microseconds, then how many of each thread. All threads together;
    /// what lies beyond the histogram is taken to be as long as its end.
    /// </summary>
    internal static double? HistogramPercentile(string output, double part)
    {
        List<(double Value, double Count)> buckets = [.. output.Split('\n').Where(line => line.Length > 0 && char.IsAsciiDigit(line[0]))
            .Select(line => Numbers(line)).Where(row => row.Count > 1).Select(row => (row[0], row.Skip(1).Sum()))];
        double beyond = output.Split('\n').Where(line => line.StartsWith("# Histogram Overflows:", StringComparison.Ordinal)).Sum(line => Numbers(line).Sum());
        double rank = part * (buckets.Sum(bucket => bucket.Count) + beyond), seen = 0;
        if (rank == 0) return null;
        foreach ((double value, double count) in buckets)
        {
            if ((seen += count) >= rank) return value;
        }

        return buckets[^1].Value;
    }

    private static List<double> Numbers(string line) => [.. line.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries)
        .Where(word => double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
        .Select(word => double.Parse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture))];
}
