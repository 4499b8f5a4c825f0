using System.Globalization;
using System.Text.RegularExpressions;

namespace SchedExt.Tests.Cpus.Text;

/// <summary>The rules of CPU lists once more, slowly and by regular expression, to compare with.</summary>
internal static partial class NaiveListText
{
    /// <summary>The CPUs of a list for a machine of a width; null when it is refused.</summary>
    public static SortedSet<int>? Parse(string text, int width)
    {
        int end = text.AsSpan().IndexOfAny('\n', '\0') is var found and >= 0 ? found : text.Length;
        if (!Tail().IsMatch(text[end..]))
        {
            return null;
        }

        var cpus = new SortedSet<int>();
        bool valid = Separator().Split(text[..end]).Where(token => token.Length > 0).All(token => TryAdd(token, width, cpus));
        return valid ? cpus : null;
    }

    private static bool TryAdd(string token, int width, SortedSet<int> cpus)
    {
        Match match = Regions().Match(token);
        return match.Success && match.Groups["region"].Captures.All(region => TryAddRegion(Region().Match(region.Value), width, cpus));
    }

    private static bool TryAddRegion(Match match, int width, SortedSet<int> cpus)
    {
        long first = match.Groups["all"].Success ? 0 : Number(match.Groups["first"], width);
        long last = match.Groups["all"].Success ? width - 1 : match.Groups["last"].Success ? Number(match.Groups["last"], width) : first;
        long group = match.Groups["group"].Success ? Number(match.Groups["group"], width) : last - first + 1;
        long used = match.Groups["used"].Success ? Number(match.Groups["used"], width) : group;
        if (first > last || last >= width || group < 1 || group > uint.MaxValue || used > group)
        {
            return false;
        }

        for (long cpu = first; cpu <= last; cpu++)
        {
            if ((cpu - first) % group < used)
            {
                cpus.Add((int)cpu);
            }
        }

        return true;
    }

    private static long Number(Group group, int width)
        => group.Value == "N" ? width - 1 : group.Value.TrimStart('0').Length > 15 ? long.MaxValue : long.Parse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[\n\0 ,\t\v\f\r]*$")]
    private static partial Regex Tail();

    [GeneratedRegex(@"[ ,\t\v\f\r]+")]
    private static partial Regex Separator();

    /// <summary>Regions with a pattern may follow each other without a separator; one without ends the token.</summary>
    [GeneratedRegex(@"^(?<region>(?:(?i:all)|(?>[0-9]+|N)-(?>[0-9]+|N)):(?>[0-9]+|N)/(?>[0-9]+|N))*(?<region>(?i:all)|(?>[0-9]+|N)(?:-(?>[0-9]+|N))?)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Regions();

    [GeneratedRegex(@"^((?<all>(?i:all))|(?<first>[0-9]+|N)(-(?<last>[0-9]+|N))?)(:(?<used>[0-9]+|N)/(?<group>[0-9]+|N))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Region();
}
