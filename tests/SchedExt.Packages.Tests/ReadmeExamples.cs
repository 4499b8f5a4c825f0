using System.Text;

namespace SchedExt.Packages.Tests;

/// <summary>The C# that the documentation shows, as a source file: each block is the body of a method.</summary>
internal static class ReadmeExamples
{
    private const string Start = "```csharp\n", End = "\n```";

    /// <summary>What the examples take for given.</summary>
    private const string Parameters = "CancellationToken stop, ILogger logger, int trainerPid, int gpuNode";

    private static readonly string[] s_givenDirectives = ["using Microsoft.Extensions.Logging;", "using SchedExt;", "using SchedExt.Bpf;", "using SchedExt.Irq;"];

    /// <summary>The blocks of the README and of the packages' pages, with where they come from.</summary>
    internal static IReadOnlyList<(string File, string Code)> All { get; } =
    [
        .. ((string[])["README.md", "src/SchedExt.Core/README.md", "src/SchedExt.Irq/README.md", "src/SchedExt.Bpf/README.md"])
            .SelectMany(file => Blocks(File.ReadAllText(Path.Combine(Repository.Root, file))).Select(code => (file, code))),
    ];

    /// <summary>
    /// A class <c>Examples</c> with methods <c>HostTheScheduler</c>, <c>ProtectCpus</c>, <c>PlanMasks</c> and <c>ProtectInTheModel</c>, and one for each other block, below the using directives of
    /// all of them.
    /// </summary>
    internal static string SourceFile()
    {
        var source = new StringBuilder("#pragma warning disable CS1998 // some examples await nothing\n");
        IEnumerable<string> directives = s_givenDirectives.Union(All.SelectMany(example => example.Code.Split('\n')).Where(IsUsingDirective));
        source.Append(string.Join('\n', directives)).Append("\n\ninternal static class Examples\n{\n");
        int number = 0;
        foreach ((string file, string code) in All)
        {
            bool isHost = code.Contains("return await run;", StringComparison.Ordinal);
            string name = file switch
            {
                "README.md" when isHost => "HostTheScheduler",
                "README.md" when code.Contains("plan[27]", StringComparison.Ordinal) => "PlanMasks",
                "README.md" when code.Contains("nccl.Update", StringComparison.Ordinal) => "ProtectCpus",
                "src/SchedExt.Irq/README.md" when code.Contains("new KernelModelIrqFs", StringComparison.Ordinal) => "ProtectInTheModel",
                _ => $"Example{++number}",
            };
            source.Append($"    // {file}\n    internal static async {(isHost ? "Task<SchedulerExit>" : "Task")} {name}({Parameters})\n    {{\n{Body(code)}\n    }}\n\n");
        }

        return source.Append("}\n").ToString();
    }

    private static string Body(string code) => string.Join('\n', code.Split('\n').Where(line => !IsUsingDirective(line)));

    /// <summary>Not a using declaration, which names a type or "var" and assigns.</summary>
    private static bool IsUsingDirective(string line) => line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal);

    private static IEnumerable<string> Blocks(string text)
    {
        for (int start = text.IndexOf(Start, StringComparison.Ordinal); start >= 0; start = text.IndexOf(Start, start, StringComparison.Ordinal))
        {
            start += Start.Length;
            yield return text[start..text.IndexOf(End, start, StringComparison.Ordinal)];
        }
    }
}
