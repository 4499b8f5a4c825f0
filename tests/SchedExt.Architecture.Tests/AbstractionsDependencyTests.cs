using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.Loader;
using SchedExt.Architecture.Tests.Metadata;

namespace SchedExt.Architecture.Tests;

/// <summary>System.IO.Abstractions from 18 on breaks what was built on 17: only <c>KernelRoot.From</c> may need it.</summary>
public class AbstractionsDependencyTests
{
    private const string Abstractions = "System.IO.Abstractions";

    [Theory]
    [MemberData(nameof(Repository.EveryAssembly), MemberType = typeof(Repository))]
    public void PublicMember_NamingTheAbstractions_IsFromAlone(string library, string framework)
    {
        using AssemblyImage image = AssemblyImage.Open(library, framework);

        List<string> members = [.. from type in image.Reader.TypeDefinitions.Select(image.Reader.GetTypeDefinition)
                                   where (type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic
                                   from method in type.GetMethods().Select(image.Reader.GetMethodDefinition)
                                   where (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family
                                   where Spell(method.DecodeSignature(new TypeNames(), null)).Contains(Abstractions)
                                   select $"{image.Reader.GetString(type.Name)}.{image.Reader.GetString(method.Name)}"];

        members.Should().Equal(library == "SchedExt.Core" ? ["KernelRoot.From"] : []);
    }

    [Fact]
    public void EverythingElse_WithoutTheAbstractions_Works()
    {
        var context = new WithoutAbstractions();
        Assembly core = context.LoadFromAssemblyPath(Repository.AssemblyPath("SchedExt.Core", "net10.0"));
        object tree = Activator.CreateInstance(core.GetType("SchedExt.KernelTree", throwOnError: true)!)!;
        tree.GetType().GetProperty("Item")!.SetValue(tree, "0-7", ["sys/devices/system/cpu/online"]);
        MethodInfo read = core.GetType("SchedExt.NumaTopology", throwOnError: true)!.GetMethod("Read", [core.GetType("SchedExt.KernelRoot", throwOnError: true)!])!;

        object topology = read.Invoke(null, [tree])!;

        topology.GetType().GetProperty("Online")!.GetValue(topology)!.ToString().Should().Be("0-7");
        context.Asked.Should().NotContain(Abstractions);
    }

    private static string Spell(MethodSignature<string> signature) => $"{signature.ReturnType}({string.Join(", ", signature.ParameterTypes)})";

    /// <summary>A load context in which the abstractions cannot be had.</summary>
    private sealed class WithoutAbstractions() : AssemblyLoadContext("without abstractions")
    {
        public List<string> Asked { get; } = [];

        protected override Assembly? Load(AssemblyName name)
        {
            Asked.Add(name.Name!);
            return name.Name == Abstractions ? throw new FileNotFoundException("not here on purpose", name.Name) : null;
        }
    }
}
