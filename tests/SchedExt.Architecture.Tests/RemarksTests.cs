using System.Xml.Linq;

namespace SchedExt.Architecture.Tests;

/// <summary>The questions that every type of SchedExt.Core answers where it is documented.</summary>
public class RemarksTests
{
    private static readonly Type[] NoQuestions = [typeof(Exception), typeof(Enum), typeof(Delegate)];

    [Fact]
    public void PublicType_OfCore_SaysWhatThreadsMayDo()
        => Undocumented(type => type is { IsEnum: false, IsNested: false } && !IsPureStatic(type), "thread safety", "thread-safe").Should().BeEmpty();

    [Fact]
    public void PublicType_OfCore_SaysWhatEqualityIs()
        => Undocumented(type => type is { IsEnum: false, IsNested: false } && !(type.IsAbstract && type.IsSealed), "equality:").Should().BeEmpty();

    [Fact]
    public void PublicValueType_OfCore_SaysWhatDefaultIs()
        => Undocumented(type => type is { IsValueType: true, IsEnum: false, IsNested: false }, "<c>default</c>").Should().BeEmpty();

    private static List<string> Undocumented(Func<Type, bool> asked, params string[] words)
    {
        string assembly = Repository.AssemblyPath("SchedExt.Core", "net10.0");
        Dictionary<string, string> documented = XDocument.Load(Path.ChangeExtension(assembly, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.ToString());
        return [.. new PublicApi.LibraryContext("SchedExt.Core", "net10.0").LoadLibrary().GetExportedTypes()
            .Where(type => asked(type) && !NoQuestions.Any(kind => kind.IsAssignableFrom(type)))
            .Where(type => !words.Any(word => documented[$"T:{type.FullName}"].Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Select(type => type.Name)];
    }

    private static bool IsPureStatic(Type type) => type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Extensions");
}
