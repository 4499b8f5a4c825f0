using System.Text.RegularExpressions;
using SchedExt.Architecture.Tests.Metadata;

namespace SchedExt.Architecture.Tests;

public partial class DocumentationTests
{
    [Theory]
    [InlineData("SchedExt.Core", "design-core.md")]
    [InlineData("SchedExt.Irq", "design-irq.md")]
    [InlineData("SchedExt.Bpf", "design.md")]
    public void PublicType_Any_HasItsParagraphInTheDesign(string library, string page)
    {
        string path = Repository.In("docs", page);
        Assert.SkipUnless(File.Exists(path), $"docs/{page} is not written yet");
        string design = string.Concat(Directory.EnumerateFiles(Repository.In("docs"), "design*.md").Select(File.ReadAllText));
        using AssemblyImage image = AssemblyImage.Open(library, "net10.0");

        image.PublicTypes.Select(type => type.Name).Where(name => !design.Contains($"`{name}`")).Should().BeEmpty("each public type is named in the design");
    }

    [Fact]
    public void Design_TestsThatItNames_AreThere()
    {
        string[] named = [.. Directory.EnumerateFiles(Repository.In("docs"), "design*.md").SelectMany(page => TestName().Matches(File.ReadAllText(page))).Select(match => match.Groups[1].Value).Distinct()];
        string tests = string.Concat(Directory.EnumerateFiles(Repository.In("tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        named.Should().HaveCountGreaterThan(50);
        named.Where(name => !tests.Contains($" {name}(", StringComparison.Ordinal)).Should().BeEmpty("a test that is named in the design can be looked up");
    }

    /// <summary>A name in three parts, with nothing left out.</summary>
    [GeneratedRegex("[`.]([A-Z][A-Za-z0-9]*_[A-Za-z0-9]+_[A-Za-z0-9]+)`")]
    private static partial Regex TestName();
}
