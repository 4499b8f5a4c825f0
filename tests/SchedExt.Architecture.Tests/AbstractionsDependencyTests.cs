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
    public void PlanningPath_WithoutTheAbstractions_Works(string framework)
    {
        var context = new OtherAbstractions(null);

        Plan(context.Load("SchedExt.Core", framework), context.Load("SchedExt.Irq", framework));

        context.WasAsked.Should().BeFalse();
    }

    /// <summary>The assemblies that have the types from 18 on cannot be had here, so nothing but the name of 23 can be beside.</summary>
    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void PlanningPath_BesideSplitAbstractions_Works(string framework)
    {
        var context = new OtherAbstractions(OtherAbstractions.Split);
        Assembly beside = context.LoadFromAssemblyName(new AssemblyName(OtherAbstractions.AbstractionsName)), core = context.Load("SchedExt.Core", framework);

        Plan(core, context.Load("SchedExt.Irq", framework));

        beside.GetName().Version!.Major.Should().Be(23);
        MethodInfo from = Type(core, "SchedExt.KernelRoot").GetMethods().Single(method => method.Name == "From");
        from.Invoking(member => member.GetParameters()).Should().Throw<TypeLoadException>("the types are in another assembly there, which is why no other member may name them");
    }

    /// <summary>Invents a machine, captures it, reads the capture, and plans where its interrupts go.</summary>
    private static void Plan(Assembly core, Assembly irq)
    {
        Type tree = Type(core, "SchedExt.KernelTree"), root = Type(core, "SchedExt.KernelRoot"), capture = Type(core, "SchedExt.MachineCapture"), set = Type(core, "SchedExt.CpuSet");
        object machine = Activator.CreateInstance(tree)!;
        foreach ((string path, string text) in Machine)
        {
            tree.GetProperty("Item")!.SetValue(machine, text, [path]);
        }

        using var archive = new MemoryStream();
        Call(capture, "Write", [root, typeof(Stream)], machine, archive);
        archive.Position = 0;
        object again = Call(capture, "Read", [typeof(Stream)], archive);
        object topology = Call(Type(core, "SchedExt.NumaTopology"), "Read", [root], again);
        topology.GetType().GetProperty("Online")!.GetValue(topology)!.ToString().Should().Be("0-7");

        object snapshot = Call(Type(irq, "SchedExt.Irq.IrqSnapshot"), "Read", [root], again);
        MethodInfo plan = Type(irq, "SchedExt.Irq.IrqMaskPlanner").GetMethod("Plan")!;
        object planned = plan.Invoke(null, [snapshot, Call(set, "Parse", [typeof(string)], "2-3"), null, null])!;
        object moved = planned.GetType().GetProperty("Item", [typeof(int)])!.GetValue(planned, [30])!;
        moved.GetType().GetProperty("To")!.GetValue(moved)!.ToString().Should().Be("0-1,4-7");
    }

    private static Dictionary<string, string> Machine => new()
    {
        ["sys/devices/system/cpu/online"] = "0-7",
        ["sys/devices/system/node/node0/cpulist"] = "0-7",
        ["proc/interrupts"] = "  CPU0 CPU1 CPU2 CPU3 CPU4 CPU5 CPU6 CPU7\n 30: 0 0 9 0 0 0 0 0 PCI-MSI 1-edge nvme0q1\n",
        ["proc/irq/30/smp_affinity_list"] = "0-7",
        ["proc/irq/30/smp_affinity"] = "ff",
    };

    private static Type Type(Assembly assembly, string name) => assembly.GetType(name, throwOnError: true)!;

    private static object Call(Type type, string method, Type[] parameters, params object?[] arguments) => type.GetMethod(method, parameters)!.Invoke(null, arguments)!;

    private static string Spell(MethodSignature<string> signature) => $"{signature.ReturnType}({string.Join(", ", signature.ParameterTypes)})";
}
