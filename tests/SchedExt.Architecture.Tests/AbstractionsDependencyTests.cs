using System.Reflection;
using System.Reflection.Metadata;
using SchedExt.Architecture.Tests.Metadata;

namespace SchedExt.Architecture.Tests;

/// <summary>System.IO.Abstractions from 18 on breaks what was built on 17: only <c>KernelRoot.From</c> may need it.</summary>
public class AbstractionsDependencyTests
{
    [Theory]
    [MemberData(nameof(Repository.EveryAssembly), MemberType = typeof(Repository))]
    public void PublicMember_NamingTheAbstractions_IsFromAlone(string library, string framework)
    {
        using AssemblyImage image = AssemblyImage.Open(library, framework);

        List<string> members = [.. from type in image.Reader.TypeDefinitions.Select(image.Reader.GetTypeDefinition)
                                   where (type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic
                                   from method in type.GetMethods().Select(image.Reader.GetMethodDefinition)
                                   where (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family
                                   where Spell(method.DecodeSignature(new TypeNames(), null)).Contains(OtherAbstractions.AbstractionsName)
                                   select $"{image.Reader.GetString(type.Name)}.{image.Reader.GetString(method.Name)}"];

        members.Should().Equal(library == "SchedExt.Core" ? ["KernelRoot.From"] : []);
    }

    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void EverythingElse_WithoutTheAbstractions_Works(string framework)
    {
        var context = new OtherAbstractions(null);

        UseAllButFrom(context.LoadCore(framework));

        context.WasAsked.Should().BeFalse();
    }

    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void EverythingElse_BesideSplitAbstractions_Works(string framework)
    {
        Assembly core = new OtherAbstractions(OtherAbstractions.Split).LoadCore(framework);

        UseAllButFrom(core);

        MethodInfo from = core.GetType("SchedExt.KernelRoot", throwOnError: true)!.GetMethods().Single(method => method.Name == "From");
        from.Invoking(member => member.GetParameters()).Should().Throw<TypeLoadException>("the types are in another assembly there, which is why no other member may name them");
    }

    /// <summary>Invents a machine, reads it, captures it, and reads the capture.</summary>
    private static void UseAllButFrom(Assembly core)
    {
        Type tree = core.GetType("SchedExt.KernelTree", throwOnError: true)!, root = core.GetType("SchedExt.KernelRoot", throwOnError: true)!;
        Type capture = core.GetType("SchedExt.MachineCapture", throwOnError: true)!;
        object machine = Activator.CreateInstance(tree)!;
        tree.GetProperty("Item")!.SetValue(machine, "0-7", ["sys/devices/system/cpu/online"]);
        MethodInfo read = core.GetType("SchedExt.NumaTopology", throwOnError: true)!.GetMethod("Read", [root])!;
        using var archive = new MemoryStream();

        capture.GetMethod("Write")!.Invoke(null, [machine, archive]);
        archive.Position = 0;
        object again = capture.GetMethod("Read")!.Invoke(null, [archive])!;

        foreach (object any in (object[])[machine, again])
        {
            object topology = read.Invoke(null, [any])!;
            topology.GetType().GetProperty("Online")!.GetValue(topology)!.ToString().Should().Be("0-7");
        }
    }

    private static string Spell(MethodSignature<string> signature) => $"{signature.ReturnType}({string.Join(", ", signature.ParameterTypes)})";
}
