using SchedExt.Architecture.Tests.Metadata;

namespace SchedExt.Architecture.Tests;

public class DocumentationTests
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
}
