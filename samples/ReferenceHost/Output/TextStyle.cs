namespace SchedExt.ReferenceHost;

/// <summary>Colours for a terminal, or none. Marked text is padded before it is marked: escape codes have no width.</summary>
internal sealed class TextStyle
{
    private readonly bool _coloured;

    private TextStyle(bool coloured) => _coloured = coloured;

    /// <summary>No colours.</summary>
    internal static TextStyle Plain { get; } = new(false);

    /// <summary>Colours, by the escape codes that every terminal knows.</summary>
    internal static TextStyle Coloured { get; } = new(true);

    /// <summary>Colours where standard output is a terminal that shows them, and the user has not declined (<c>NO_COLOR</c>).</summary>
    internal static TextStyle OfProcess() =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
            ? Coloured
            : Plain;

    internal string Bold(string text) => Mark("1", text);

    internal string Dim(string text) => Mark("2", text);

    internal string Bad(string text) => Mark("31", text);

    internal string Good(string text) => Mark("32", text);

    internal string Warning(string text) => Mark("33", text);

    private string Mark(string code, string text) => _coloured ? $"\e[{code}m{text}\e[0m" : text;
}
