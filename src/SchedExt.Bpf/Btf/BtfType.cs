using System.Buffers.Binary;

namespace SchedExt.Bpf.Btf;

/// <summary>One type record: <c>struct btf_type</c> and what follows it.</summary>
internal readonly ref struct BtfType
{
    internal const int HeaderSize = 12;

    private readonly ReadOnlySpan<byte> _record;

    private BtfType(ReadOnlySpan<byte> record) => _record = record;

    internal uint NameOffset => Word(0);

    internal BtfKind Kind => (BtfKind)((Word(4) >> 24) & 0x1f);

    /// <summary>How many members, values, variables or parameters follow.</summary>
    internal int Count => (int)(Word(4) & 0xffff);

    /// <summary>In a struct: offsets also hold bit-field sizes. In an enum: values are signed.</summary>
    internal bool KindFlag => Word(4) >> 31 != 0;

    /// <summary>Size in bytes, or the id of the type referred to, by kind.</summary>
    internal uint SizeOrType => Word(8);

    /// <summary>Bytes of the whole record.</summary>
    internal int Length => _record.Length;

    /// <summary>Entry <paramref name="index"/> of the kinds whose entries are three words: struct, union, section, enum64.</summary>
    internal (uint First, uint Second, uint Third) Triple(int index) =>
        (Word(HeaderSize + index * 12), Word(HeaderSize + index * 12 + 4), Word(HeaderSize + index * 12 + 8));

    /// <summary>Entry <paramref name="index"/> of the kinds whose entries are two words: enum and function prototype.</summary>
    internal (uint First, uint Second) Pair(int index) => (Word(HeaderSize + index * 8), Word(HeaderSize + index * 8 + 4));

    /// <summary>Of an array: the id of its element type, and how many.</summary>
    internal (uint Element, uint Count) ArrayShape => (Word(HeaderSize), Word(HeaderSize + 8));

    /// <summary>The record at the start of <paramref name="types"/>.</summary>
    /// <exception cref="FormatException">The kind is unknown, or the record is cut short.</exception>
    internal static BtfType At(ReadOnlySpan<byte> types)
    {
        if (types.Length < HeaderSize) throw new FormatException($"BTF: a type record is cut short, {types.Length} bytes left.");
        var header = new BtfType(types[..HeaderSize]);
        int length = HeaderSize + PayloadSize(header.Kind, header.Count);
        if (types.Length < length) throw new FormatException($"BTF: a type record of {length} bytes is cut short, {types.Length} bytes left.");
        return new BtfType(types[..length]);
    }

    /// <summary>Bytes of the record at <paramref name="at"/>, which is not looked into: to pass by many.</summary>
    /// <exception cref="FormatException">The kind is unknown, or the record is cut short.</exception>
    internal static int LengthAt(ReadOnlySpan<byte> types, int at, out BtfKind kind)
    {
        uint info = types.Length - at < HeaderSize ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(types[(at + 4)..]);
        kind = (BtfKind)((info >> 24) & 0x1f);
        int length = HeaderSize + PayloadSize(kind, (int)(info & 0xffff));
        if (types.Length - at < length) throw new FormatException($"BTF: a type record of {length} bytes is cut short, {types.Length - at} bytes left.");
        return length;
    }

    private static int PayloadSize(BtfKind kind, int count) => kind switch
    {
        BtfKind.Int or BtfKind.Variable or BtfKind.DeclarationTag => 4,
        BtfKind.Array => 12,
        BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => 12 * count,
        BtfKind.Enum or BtfKind.FunctionPrototype => 8 * count,
        > BtfKind.Enum64 => throw new FormatException($"BTF: type kind {(int)kind} is not known."),
        _ => 0,
    };

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_record[offset..]);
}
