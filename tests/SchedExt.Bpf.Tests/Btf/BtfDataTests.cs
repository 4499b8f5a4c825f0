using SchedExt.Bpf.Btf;

namespace SchedExt.Bpf.Tests;

public sealed class BtfDataTests
{
    [Fact]
    public void Sections_TwoSections_ListTheirVariables()
    {
        var builder = new BtfBuilder();
        uint number = builder.Int("unsigned int", 4);
        uint first = builder.Variable("first", number), second = builder.Variable("second", number), other = builder.Variable("other", number);
        builder.Section(".rodata", (first, 0, 4), (second, 8, 4));
        builder.Section(".data.mine", (other, 64, 4));

        IReadOnlyDictionary<string, IReadOnlyList<BtfVariable>> sections = builder.Build().Sections();

        sections.Keys.Should().BeEquivalentTo(".rodata", ".data.mine");
        sections[".rodata"].Should().Equal(new BtfVariable("first", 0, 4, number), new BtfVariable("second", 8, 4, number));
        sections[".data.mine"].Should().Equal(new BtfVariable("other", 64, 4, number));
    }

    [Fact]
    public void Members_EveryKindOfMember_HaveOffsetAndSizeInBytes()
    {
        var builder = new BtfBuilder();
        uint number = builder.Int("unsigned int", 4), letter = builder.Int("char", 1);
        uint text = builder.Array(letter, 128), table = builder.Array(text, 3);
        uint alias = builder.Alias(BtfKind.Typedef, builder.Alias(BtfKind.Const, builder.Alias(BtfKind.Volatile, number)), "u32");
        uint nothing = builder.Pointer(0), restricted = builder.Alias(BtfKind.Restrict, nothing);
        uint inner = builder.Struct("inner", 24, false);
        uint id = builder.Struct("outer", 600, false,
            ("number", number, 0), ("alias", alias, 32), ("callback", nothing, 64), ("restricted", restricted, 128), ("table", table, 192), ("inner", inner, 3264));

        IReadOnlyList<BtfMember> members = builder.Build().Members(id);

        members.Should().Equal(
            new BtfMember("number", 0, 4, false), new BtfMember("alias", 4, 4, false), new BtfMember("callback", 8, 8, true),
            new BtfMember("restricted", 16, 8, true), new BtfMember("table", 24, 384, false), new BtfMember("inner", 408, 24, false));
    }

    [Fact]
    public void Members_BitFieldsInTheStruct_LeaveTheSizeOutOfTheOffset()
    {
        var builder = new BtfBuilder();
        uint number = builder.Int("unsigned int", 4);
        uint id = builder.Struct("flags", 12, true, ("whole", number, 32), ("three_bits", number, 3u << 24 | 64));

        builder.Build().Members(id).Select(member => (member.Name, member.Offset)).Should().Equal(("whole", 4), ("three_bits", 8));
    }

    [Fact]
    public void Members_NoBitFields_TakeTheWholeWordAsOffset()
    {
        var builder = new BtfBuilder();
        uint number = builder.Int("unsigned int", 4);
        uint id = builder.Struct("long", 1 << 22, false, ("far", number, 1 << 24));

        builder.Build().Members(id).Should().ContainSingle().Which.Offset.Should().Be(1 << 21);
    }

    [Fact]
    public void Members_ThroughTypedef_AreTheStructs()
    {
        var builder = new BtfBuilder();
        uint number = builder.Int("int", 4);
        uint alias = builder.Alias(BtfKind.Typedef, builder.Struct("inner", 4, false, ("number", number, 0)), "inner_t");

        builder.Build().Members(alias).Select(member => member.Name).Should().Equal("number");
    }

    [Fact]
    public void Members_OfNoStruct_AreNone() => new BtfBuilder().Build().Members(0).Should().BeEmpty();

    [Fact]
    public void MemberNamesOf_ByName_FindsTheStructOnly()
    {
        var builder = new BtfBuilder();
        uint number = builder.Int("sched_ext_ops", 4); // same name, other kind
        builder.Struct("sched_ext_ops_cid", 4, false, ("wrong", number, 0));
        builder.Struct("sched_ext_ops", 4, false, ("right", number, 0));
        BtfData btf = builder.Build();

        btf.MemberNamesOf("sched_ext_ops").Should().Equal("right");
        btf.MemberNamesOf("sched_ext").Should().BeNull();
        btf.MemberNamesOf("ext_ops").Should().BeNull();
        btf.MemberNamesOf("right").Should().BeNull();
        btf.MemberNamesOf("").Should().BeNull();
    }

    [Fact]
    public void EnumValues_OfBothSizes_AreFoundByName()
    {
        var builder = new BtfBuilder();
        builder.Enum("scx_small", false, ("SCX_ONE", 1), ("SCX_HIGH_BIT", int.MinValue));
        builder.Enum("scx_signed", true, ("SCX_MINUS", -2));
        builder.Enum64("scx_large", ("SCX_WIDE", 0x8000_0001_0000_0002), ("SCX_NOT_ASKED", 9));
        builder.Enum("unrelated", false, ("OTHER", 3), ("SCX_IN_OTHER", 4));

        IReadOnlyDictionary<string, ulong> values =
            builder.Build().EnumValues(new HashSet<string> { "SCX_ONE", "SCX_HIGH_BIT", "SCX_MINUS", "SCX_WIDE", "SCX_MISSING" });

        values.Should().BeEquivalentTo(new Dictionary<string, ulong>
        {
            ["SCX_ONE"] = 1, ["SCX_HIGH_BIT"] = 0x8000_0000, ["SCX_MINUS"] = unchecked((ulong)-2), ["SCX_WIDE"] = 0x8000_0001_0000_0002,
        });
    }

    [Fact]
    public void TypeName_ThroughQualifiers_IsTheStructs()
    {
        var builder = new BtfBuilder();
        uint inner = builder.Struct("sched_ext_ops___newer", 4, false);
        uint alias = builder.Alias(BtfKind.Const, builder.Alias(BtfKind.Typedef, inner, "ops_t"));

        builder.Build().TypeName(alias).Should().Be("sched_ext_ops___newer");
    }

    [Fact]
    public void Parse_HeaderLongerThanKnown_IsReadByItsLength()
    {
        var builder = new BtfBuilder();
        builder.Struct("later", 0, false);

        BtfData.Parse(builder.ToArray(padding: 8)).MemberNamesOf("later").Should().NotBeNull();
    }

    [Fact]
    public void Sections_OfTheEmbeddedObject_HaveItsVariables()
    {
        using OpenBpfObject opened = new AiNumaScheduler().Open();

        opened.Sections().Should().ContainKeys(".rodata", ".data", ".struct_ops.link");
        opened.Sections()[".rodata"].Select(variable => variable.Name).Should().Contain("nr_nodes").And.Contain("nr_cpus");
        opened.Sections()[".struct_ops.link"].Should().ContainSingle().Which.Name.Should().Be("ai_numa");
    }
}
