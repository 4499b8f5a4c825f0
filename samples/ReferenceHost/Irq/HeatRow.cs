using System.Globalization;
using System.Text;

namespace SchedExt.ReferenceHost;

/// <summary>A number for each CPU as one character, from nothing to the most.</summary>
internal static class HeatRow
{
    private const int Width = 64;

    private const string Shades = ".:-=+*#%@";

    internal static string Format(string title, SortedDictionary<int, ulong> counts, TextStyle style)
    {
        ulong most = counts.Count == 0 ? 0 : counts.Values.Max();
        var text = new StringBuilder(style.Bold($"{title} (most: {most.ToString("N0", CultureInfo.InvariantCulture)}; blank is none, then {Shades}, by the logarithm)")).Append('\n');
        foreach (KeyValuePair<int, ulong>[] row in counts.Chunk(Width))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {row[0].Key,5} ").AppendJoin("", row.Select(cpu => Shade(cpu.Value, most))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>By the logarithm: one busy CPU must not make all others look idle.</summary>
    private static char Shade(ulong count, ulong most)
        => count == 0 ? ' ' : most == 1 ? Shades[^1] : Shades[(int)(Math.Log(count) / Math.Log(most) * (Shades.Length - 1))];
}
