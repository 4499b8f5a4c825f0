using System.Text;

namespace SchedExt.Architecture.Tests.PublicApi;

/// <summary>Which lines came and which went, each under the type it belongs to.</summary>
internal static class LineDiff
{
    public static string Compare(string before, string after)
    {
        List<string> old = Qualify(before), now = Qualify(after);
        var text = new StringBuilder();
        foreach (string line in old.Except(now).Select(line => "- " + line).Concat(now.Except(old).Select(line => "+ " + line)).OrderBy(line => line[2..], StringComparer.Ordinal))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Puts the type in front of each of its members, so that equal members of two types differ.</summary>
    private static List<string> Qualify(string text)
    {
        string type = "";
        List<string> lines = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isMember = line[0] == ' ';
            type = isMember ? type : line;
            lines.Add(isMember ? $"{type}  ->  {line.Trim()}" : line);
        }

        return lines;
    }
}
