using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Tests;

/// <summary>The C compiler compares each mirrored struct with its original.</summary>
public sealed partial class LayoutTests
{
    private const string Prelude = """
        typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32; typedef unsigned long long u64; typedef int s32; typedef long long s64;
        #include "ai_numa.h"

        """;

    /// <summary>Each C# struct and its original in ai_numa.h.</summary>
    private static readonly Dictionary<Type, string> s_mirrors = new()
    {
        [typeof(AiNumaLayout.Cpu)] = "ai_numa_cpu",
        [typeof(AiNumaLayout.LlcCpu)] = "ai_numa_llc_cpu",
        [typeof(AiNumaLayout.Llc)] = "ai_numa_llc",
        [typeof(AiNumaLayout.Clock)] = "ai_numa_clock",
        [typeof(AiNumaLayout.Node)] = "ai_numa_node",
        [typeof(AiNumaLayout.Near)] = "ai_numa_near",
        [typeof(AiNumaLayout.CpuState)] = "ai_numa_cpu_state",
        [typeof(AiNumaLayout.QueueState)] = "ai_numa_queue_state",
        [typeof(AiNumaLayout.Counters)] = "ai_numa_counters",
        [typeof(AiNumaLayout.Group)] = "ai_numa_group",
        [typeof(AiNumaLayout.GroupName)] = "ai_numa_group_name",
    };

    public static TheoryData<string> Structs => [.. s_mirrors.Values];

    [Theory]
    [MemberData(nameof(Structs))]
    public async Task Struct_OfAiNuma_IsTheCompilers(string name)
    {
        Type mirror = s_mirrors.Single(pair => pair.Value == name).Key;

        (await CCompiler.CheckAsync(Prelude + Assertions(mirror, name))).Should().BeEmpty();
    }

    [Fact]
    public async Task Check_WrongMirror_IsFound()
    {
        string complaints = await CCompiler.CheckAsync(Prelude + Assertions(typeof(WrongNear), "ai_numa_near"));

        complaints.Should().Contain("ai_numa_near.first").And.NotContain("ai_numa_near.llc is elsewhere", "that one is right");
    }

    [Fact]
    public async Task Constants_OfAiNuma_AreTheHeaders() => (await CCompiler.CheckAsync($"""
        {Prelude}
        _Static_assert(AI_NUMA_NO_SLOT == {AiNumaLayout.NoSlot}U, "no slot");
        _Static_assert(AI_NUMA_BUCKETS == {AiNumaLayout.Buckets}, "buckets");
        _Static_assert(AI_NUMA_NAME == {AiNumaLayout.NameLength}, "name");
        """)).Should().BeEmpty();

    [Fact]
    public void AiNumaLayout_Structs_AreAllCompared() =>
        typeof(AiNumaLayout).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Should().BeEquivalentTo(s_mirrors.Keys, "what is not listed is not compared");

    [Fact]
    public void Header_Structs_AreAllMirrored()
    {
        string header = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "bpf", "ai_numa.h"));

        StructName().Matches(header).Select(match => match.Groups[1].Value).Should().BeEquivalentTo(s_mirrors.Values);
    }

    [Fact]
    public void ArrayValues_Sizes_AreWholeWords() =>
        s_mirrors.Keys.Should().OnlyContain(mirror => Marshal.SizeOf(mirror) % 8 == 0, "array maps round values up, and the host maps them as arrays of the struct");

    /// <summary>libbpf 1.7's libbpf.h, in its order: size_t, char *, bool, char *, u32, char *, char *, char *, size_t, u32, char *.</summary>
    [Fact]
    public void BpfObjectOpenOpts_Offsets_AreLibbpfs()
    {
        (string Field, int Offset)[] offsets =
        [
            ("Size", 0), ("ObjectName", 8), ("RelaxedMaps", 16), ("PinRootPath", 24), ("Unused", 32), ("KernelConfig", 40),
            ("BtfCustomPath", 48), ("KernelLogBuffer", 56), ("KernelLogSize", 64), ("KernelLogLevel", 72), ("BpfTokenPath", 80),
        ];

        Marshal.SizeOf<BpfObjectOpenOpts>().Should().Be(88);
        Fields(typeof(BpfObjectOpenOpts)).Select(field => (field.Name, Offset(field))).Should().Equal(offsets);
    }

    private static string Assertions(Type mirror, string name) => string.Concat(
        Fields(mirror).Select(field => Assertion($"__builtin_offsetof(struct {name}, {CName(field)})", Offset(field), $"{name}.{CName(field)} is elsewhere")
                + Assertion($"sizeof(((struct {name} *)0)->{CName(field)})", Marshal.SizeOf(field.FieldType), $"{name}.{CName(field)} has another size"))
            .Append(Assertion($"sizeof(struct {name})", Marshal.SizeOf(mirror), $"{name} has another size")));

    private static string Assertion(string measured, int expected, string complaint) => $"_Static_assert({measured} == {expected}, \"{complaint}\");\n";

    private static FieldInfo[] Fields(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    private static int Offset(FieldInfo field) => (int)Marshal.OffsetOf(field.DeclaringType!, field.Name);

    private static string CName(FieldInfo field) => Capital().Replace(field.Name, match => (match.Index == 0 ? "" : "_") + match.Value.ToLowerInvariant());

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(@"^struct (\w+) \{", RegexOptions.Multiline)]
    private static partial Regex StructName();

    [StructLayout(LayoutKind.Sequential)]
    private struct WrongNear
    {
        internal ushort Llc;
        internal uint First;
    }
}
