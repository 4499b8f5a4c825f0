using System.Text.RegularExpressions;

namespace SchedExt.Architecture.Tests.Sources;

/// <summary>A C# file of the checkout, with and without its comments.</summary>
internal sealed partial class SourceFile
{
    private SourceFile(string path)
    {
        Path = System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
        Lines = File.ReadAllLines(path);
        Code = Comment().Replace(string.Join('\n', Lines), "");
    }

    /// <summary>The path from the root of the checkout, with '/'.</summary>
    public string Path { get; }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>The text without its line comments; literals that hold "//" after a blank lose their end, which no rule minds.</summary>
    public string Code { get; }

    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The names of the folders between the project and the file.</summary>
    public IEnumerable<string> Folders => Path.Split('/')[..^1];

    /// <summary>The names of the types declared at the top level: those at the start of a line.</summary>
    public IEnumerable<string> TopLevelTypes => TypeDeclaration().Matches(Code).Select(match => match.Groups["name"].Value);

    /// <summary>The files below a folder of the checkout, without what builds leave behind.</summary>
    public static IReadOnlyList<SourceFile> Below(string folder)
        => [.. Directory.EnumerateFiles(Repository.In(folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(System.IO.Path.DirectorySeparatorChar).Any(name => name is "bin" or "obj" or "artifacts"))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path))];

    public override string ToString() => Path;

    [GeneratedRegex(@"(?<=^|\s)//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?|delegate\s+\S+)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
