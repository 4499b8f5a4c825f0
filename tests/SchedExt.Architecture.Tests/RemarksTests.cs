using System.Xml.Linq;

namespace SchedExt.Architecture.Tests;

/// <summary>The questions that every type of these packages answers where it is documented.</summary>
public class RemarksTests
{
    private static readonly Type[] NoQuestions = [typeof(Exception), typeof(Enum), typeof(Delegate)];

    [Theory]
    [InlineData("SchedExt.Core")]
    [InlineData("SchedExt.Irq")]
    [InlineData("SchedExt.Bpf")]
    public void PublicType_SaysWhatThreadsMayDo(string package)
        => Undocumented(package, type => type is { IsEnum: false, IsNested: false } && !IsPureStatic(type), "thread safety", "thread-safe").Should().BeEmpty();

    [Theory]
    [InlineData("SchedExt.Core")]
    [InlineData("SchedExt.Irq")]
    public void PublicType_SaysWhatEqualityIs(string package)
        => Undocumented(package, type => type is { IsEnum: false, IsNested: false } && !(type.IsAbstract && type.IsSealed), "equality:").Should().BeEmpty();

    [Theory]
    [InlineData("SchedExt.Core")]
    [InlineData("SchedExt.Irq")]
    [InlineData("SchedExt.Bpf")]
    public void PublicValueType_SaysWhatDefaultIs(string package)
        => Undocumented(package, type => type is { IsValueType: true, IsEnum: false, IsNested: false }, "<c>default</c>").Should().BeEmpty();

    private static List<string> Undocumented(string package, Func<Type, bool> asked, params string[] words)
    {
        string assembly = Repository.AssemblyPath(package, "net10.0");
        Dictionary<string, string> documented = XDocument.Load(Path.ChangeExtension(assembly, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.ToString());
        return [.. new PublicApi.LibraryContext(package, "net10.0").LoadLibrary().GetExportedTypes()
            .Where(type => asked(type) && !NoQuestions.Any(kind => kind.IsAssignableFrom(type)))
            .Where(type => !words.Any(word => documented[$"T:{type.FullName}"].Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Select(type => type.Name)];
    }

    private static bool IsPureStatic(Type type) => type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Extensions");
}
