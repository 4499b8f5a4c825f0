using SchedExt.Architecture.Tests.Metadata;

namespace SchedExt.Architecture.Tests;

public class LayerTests
{
    private static readonly string[] PublicNamespaces = ["SchedExt", "SchedExt.Irq", "SchedExt.Bpf", "SchedExt.Testing", "SchedExt.Irq.Testing"];

    /// <summary>What must not be used in a library, and what to do instead.</summary>
    private static readonly Dictionary<string, string> Banned = new()
    {
        ["System.Console"] = "return, throw or log",
        ["System.Environment.Exit"] = "throw",
        ["System.Environment.FailFast"] = "throw",
        ["System.Environment.GetEnvironmentVariable"] = "take an option",
        ["System.Environment.GetEnvironmentVariables"] = "take an option",
        ["System.Environment.get_ProcessorCount"] = "read the possible CPUs: this number is cut by affinity and cgroup",
    };

    [Theory]
    [InlineData("SchedExt.Core", "SchedExt.Irq", "SchedExt.Bpf")]
    [InlineData("SchedExt.Irq", "SchedExt.Bpf")]
    [InlineData("SchedExt.Bpf", "SchedExt.Irq")]
    public void Library_References_NeverPointUpOrSideways(string library, params string[] forbidden)
    {
        foreach (string framework in Repository.Frameworks)
        {
            using AssemblyImage image = AssemblyImage.Open(library, framework);
            image.References.Should().NotContain(name => forbidden.Contains(name), "layers point downwards only");
        }
    }

    [Theory]
    [MemberData(nameof(Repository.EveryAssembly), MemberType = typeof(Repository))]
    public void Library_PublicNamespaces_AreTheFewAgreed(string library, string framework)
    {
        using AssemblyImage image = AssemblyImage.Open(library, framework);

        image.PublicTypes.Where(type => !PublicNamespaces.Contains(type.Namespace)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Repository.EveryAssembly), MemberType = typeof(Repository))]
    public void Library_BannedMembers_AreNotUsed(string library, string framework)
    {
        using AssemblyImage image = AssemblyImage.Open(library, framework);

        IEnumerable<string> used = from member in image.UsedMembers
                                   from ban in Banned
                                   where member == ban.Key || member.StartsWith(ban.Key + ".", StringComparison.Ordinal)
                                   select $"{member}: {ban.Value}";
        used.Should().BeEmpty();
    }
}
