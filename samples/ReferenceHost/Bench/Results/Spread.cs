using System.Globalization;

namespace SchedExt.ReferenceHost;

/// <summary>The median of some runs, and how far they lie apart. Pure.</summary>
/// <param name="Median">The middle one, or the mean of the two.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
/// <param name="IntervalLow">Where the interval of the median begins.</param>
/// <param name="IntervalHigh">Where it ends. By order statistics, it covers the true median in at least 95 of 100 such benchmarks from six runs on; below
/// that no interval does, and it is the whole range.</param>
/// <param name="Count">How many runs.</param>
internal sealed record Spread(double Median, double Least, double Most, double IntervalLow, double IntervalHigh, int Count)
{
    private const double Uncovered = 0.025;

    /// <returns><see langword="null"/> for no values.</returns>
    internal static Spread? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) return null;
        int cut = Cut(sorted.Length);
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new(median, sorted[0], sorted[^1], sorted[cut], sorted[^(cut + 1)], sorted.Length);
    }

    public override string ToString() => ToString("0.00");

    /// <summary>The median and the range, each number in that format.</summary>
    internal string ToString(string format) => $"{Text(Median, format)} ({Text(Least, format)} to {Text(Most, format)})";

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    // How many values may be left out at each end: the binomial tail of a fair coin, tossed once a run.
    private static int Cut(int count)
    {
        double term = Math.Pow(0.5, count), tail = term;
        int cut = 0;
        while (tail + (term *= (double)(count - cut) / (cut + 1)) <= Uncovered)
        {
            tail += term;
            cut++;
        }

        return cut;
    }
}
