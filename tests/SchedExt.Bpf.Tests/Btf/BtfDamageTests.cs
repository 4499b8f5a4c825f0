using System.Buffers.Binary;
using SchedExt.Bpf.Btf;

namespace SchedExt.Bpf.Tests;

/// <summary>Whatever the bytes are, the answer is a value or a <see cref="FormatException"/>, soon.</summary>
public sealed class BtfDamageTests
{
    [Fact]
    public void Parse_CutAtEveryLength_ThrowsFormatException()
    {
        byte[] whole = Machine();

        for (int length = 0; length < whole.Length; length++)
        {
            ReadOnlyMemory<byte> cut = whole.AsMemory(0, length);
            FluentActions.Invoking(() => BtfData.Parse(cut)).Should().Throw<FormatException>("of {0} bytes there are {1}", whole.Length, length);
        }
    }

    [Fact]
    public void ReadAll_EveryByteDamaged_IsAValueOrAFormatException()
    {
        byte[] whole = Machine();

        for (int position = 0; position < whole.Length; position++)
        {
            foreach (byte damage in (byte[])[0x00, 0x01, 0x7f, 0x80, 0xff])
            {
                byte[] damaged = [.. whole];
                damaged[position] = damage;
                Exception? failure = Record.Exception(() => ReadAll(damaged));
                (failure is null or FormatException).Should().BeTrue("byte {0} as {1} gave {2}", position, damage, failure);
            }
        }
    }

    [Theory]
    [InlineData(0x9feb)] // the other byte order
    [InlineData(0)]
    public void Parse_BadMagic_ThrowsFormatException(int magic)
    {
        byte[] data = Machine();
        BinaryPrimitives.WriteUInt16LittleEndian(data, (ushort)magic);

        FluentActions.Invoking(() => BtfData.Parse(data)).Should().Throw<FormatException>().WithMessage("*byte order*");
    }

    [Theory]
    [InlineData(4, 23)]            // a header shorter than its fields
    [InlineData(4, int.MinValue)]
    [InlineData(8, -1)]
    [InlineData(12, int.MaxValue)]
    [InlineData(16, int.MaxValue)]
    [InlineData(20, -1)]
    public void Parse_PartsOutOfTheData_ThrowsFormatException(int field, int value)
    {
        byte[] data = Machine();
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(field), value);

        FluentActions.Invoking(() => BtfData.Parse(data)).Should().Throw<FormatException>().WithMessage("*end at byte*");
    }

    [Fact]
    public void Sections_UnknownKind_ThrowsFormatExceptionWithItsNumber()
    {
        var builder = new BtfBuilder();
        builder.Add("", (BtfKind)20, 0, 0);

        builder.Build().Invoking(btf => btf.Sections()).Should().Throw<FormatException>().WithMessage("*kind 20*");
    }

    [Fact]
    public void Sections_MoreEntriesThanBytes_ThrowsFormatException()
    {
        var builder = new BtfBuilder();
        builder.Add(".data", BtfKind.DataSection, 2, 0, 1, 0, 4);

        builder.Build().Invoking(btf => btf.Sections()).Should().Throw<FormatException>().WithMessage("*36 bytes*24 bytes left*");
    }

    [Fact]
    public void Members_OfATypeThatIsNot_ThrowsFormatException()
    {
        var builder = new BtfBuilder();
        builder.Struct("only", 4, false, ("stray", 7, 0));
        BtfData btf = builder.Build();

        btf.Invoking(data => data.Members(2)).Should().Throw<FormatException>().WithMessage("*type 2*last is 1*");
        btf.Invoking(data => data.Members(1)).Should().Throw<FormatException>().WithMessage("*type 7*");
        btf.Invoking(data => data.TypeName(uint.MaxValue)).Should().Throw<FormatException>();
    }

    [Fact]
    public void TypeName_TypedefOfItself_ThrowsFormatException()
    {
        var builder = new BtfBuilder();
        builder.Alias(BtfKind.Typedef, 2, "one");
        builder.Alias(BtfKind.Const, 1);

        builder.Build().Invoking(btf => btf.TypeName(1)).Should().Throw<FormatException>().WithMessage("*circles*");
    }

    [Fact]
    public void Members_ArrayOfItself_ThrowsFormatException()
    {
        var builder = new BtfBuilder();
        uint array = builder.Array(1, 1);
        builder.Struct("holder", 8, false, ("endless", array, 0));

        builder.Build().Invoking(btf => btf.Members(2)).Should().Throw<FormatException>().WithMessage("*circles*");
    }

    [Fact]
    public void Members_ArrayLargerThanMemory_ThrowsFormatException()
    {
        var builder = new BtfBuilder();
        uint array = builder.Array(builder.Array(builder.Int("long", 8), 1 << 20), 1 << 20);
        uint holder = builder.Struct("holder", 8, false, ("vast", array, 0));

        builder.Build().Invoking(btf => btf.Members(holder)).Should().Throw<FormatException>().WithMessage("*bytes*");
    }

    [Fact]
    public void TypeName_NameBehindTheStrings_ThrowsFormatException()
    {
        var builder = new BtfBuilder();
        builder.Struct("named", 4, false);
        byte[] data = builder.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(BtfBuilder.HeaderSize), 0xffff_fff0);

        FluentActions.Invoking(() => BtfData.Parse(data).TypeName(1)).Should().Throw<FormatException>().WithMessage("*name*");
    }

    private static byte[] Machine()
    {
        var builder = new BtfBuilder();
        uint number = builder.Int("unsigned int", 4);
        uint table = builder.Array(builder.Alias(BtfKind.Typedef, number, "u32"), 4);
        uint ops = builder.Struct("sched_ext_ops", 24, true, ("init", builder.Pointer(0), 0), ("table", table, 64));
        builder.Enum("scx_flags", false, ("SCX_FIRST", 1), ("SCX_LAST", 2));
        builder.Enum64("scx_wide", ("SCX_WIDE", ulong.MaxValue));
        builder.Section(".struct_ops.link", (builder.Variable("mine", ops), 0, 24));
        return builder.ToArray();
    }

    private static void ReadAll(byte[] data)
    {
        BtfData btf = BtfData.Parse(data);
        foreach (BtfVariable variable in btf.Sections().Values.SelectMany(variables => variables))
        {
            btf.Members(variable.TypeId);
            btf.TypeName(variable.TypeId);
        }

        btf.MemberNamesOf("sched_ext_ops");
        btf.EnumValues(new HashSet<string> { "SCX_LAST", "SCX_WIDE", "SCX_MISSING" });
    }
}
