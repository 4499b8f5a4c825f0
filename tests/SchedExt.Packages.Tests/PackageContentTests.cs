using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SchedExt.Packages.Tests;

public class PackageContentTests(PackedPackages packages)
{
    [Fact]
    public void Packages_All_AreThreeOfOneVersion()
    {
        packages.All.Keys.Should().BeEquivalentTo("SchedExt.Core", "SchedExt.Irq", "SchedExt.Bpf");
        packages.All.Values.Select(package => package.Version).Distinct().Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(PackedPackages.Ids), MemberType = typeof(PackedPackages))]
    public async Task Package_Description_IsComplete(string id)
    {
        Package package = packages[id];

        package.Entries.Should().Contain(["README.md", "icon.png", "LICENSE"]);
        (package.Field("readme"), package.Field("icon")).Should().Be(("README.md", "icon.png"));
        package.Field("description").Should().NotBeEmpty();
        package.Field("tags").Split(' ').Should().Contain("linux").And.HaveCountGreaterThan(3);
        package.Attribute("license", "type").Should().Be("expression");
        ToolResult head = await Tool.RunAsync(Repository.Root, ["git", "rev-parse", "HEAD"]);
        package.Attribute("repository", "commit").Should().Be(head.Output.Trim());
    }

    [Theory]
    [InlineData("SchedExt.Core", "MIT")]
    [InlineData("SchedExt.Irq", "MIT")]
    [InlineData("SchedExt.Bpf", "MIT AND GPL-2.0-only AND (BSD-2-Clause OR LGPL-2.1-only) AND (LGPL-3.0-or-later OR GPL-2.0-or-later) AND Zlib")]
    public void Package_Licence_NamesAllThatIsInside(string id, string expression) => packages[id].Field("license").Should().Be(expression);

    [Theory]
    [MemberData(nameof(PackedPackages.Ids), MemberType = typeof(PackedPackages))]
    public void Package_Assemblies_AreDocumentedAndDebuggable(string id)
    {
        Package package = packages[id];
        foreach (string framework in (string[])["net8.0", "net10.0"])
        {
            package.Entries.Should().Contain([$"lib/{framework}/{id}.dll", $"lib/{framework}/{id}.xml"]);
            SourceFiles(package, $"lib/{framework}/{id}.dll").Should().NotBeEmpty().And.OnlyContain(file => file.StartsWith("/_/", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Bpf_NativeLibrary_IsTheOneThatWasBuilt()
    {
        using MemoryStream packed = packages["SchedExt.Bpf"].ReadBytes("runtimes/linux-x64/native/libbpf.so");

        packed.ToArray().Should().Equal(File.ReadAllBytes(Path.Combine(Repository.Root, "artifacts/native/linux-x64/libbpf.so")));
    }

    [Fact]
    public void Bpf_Licences_AreAllThere() => packages["SchedExt.Bpf"].Entries.Should().Contain(
    [
        "THIRD-PARTY-NOTICES.md", "source/bpf/LICENSE", "licences/libbpf.LICENSE.BSD-2-Clause", "licences/libbpf.LICENSE.LGPL-2.1",
        "licences/elfutils.COPYING", "licences/elfutils.COPYING-GPLV2", "licences/elfutils.COPYING-LGPLV3", "licences/zlib.LICENSE",
    ]);

    [Fact]
    public void Bpf_Sources_AreWhole()
    {
        string bpf = Path.Combine(Repository.Root, "bpf");
        IEnumerable<string> sources = Directory.GetFiles(bpf, "*.bpf.c").Concat(Directory.GetFiles(Path.Combine(bpf, "include"), "*.h", SearchOption.AllDirectories));

        packages["SchedExt.Bpf"].Entries.Should().Contain(sources.Select(file => "source/bpf/" + Path.GetRelativePath(bpf, file)));
    }

    [Fact]
    public void Bpf_Notices_NameTheVersionsThatWereBuilt()
    {
        string notices = packages["SchedExt.Bpf"].ReadText("THIRD-PARTY-NOTICES.md");

        notices.Should().NotContainAny("{libbpf}", "{elfutils}", "{zlib}", "{compiler}", "{bpf-flags}");
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "artifacts/native/linux-x64/BUILD-INFO")).Take(4))
            notices.Should().Contain(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        notices.Should().Contain("-target bpf");
    }

    /// <summary>The source files that the embedded debug information names.</summary>
    private static List<string> SourceFiles(Package package, string assembly)
    {
        using var image = new PEReader(package.ReadBytes(assembly));
        DebugDirectoryEntry embedded = image.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using MetadataReaderProvider provider = image.ReadEmbeddedPortablePdbDebugDirectoryData(embedded);
        MetadataReader reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
    }
}
