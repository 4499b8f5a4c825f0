using System.Buffers.Binary;
using System.Text;

namespace SchedExt.Bpf.Btf;

/// <summary>
/// BTF type data, as an object file or <c>/sys/kernel/btf/vmlinux</c> holds it (Documentation/bpf/btf.rst). Immutable and
/// thread-safe. Only what hosting a scheduler asks: sections, struct members and enum values, by name.
/// </summary>
internal sealed class BtfData
{
    private const ushort Magic = 0xeb9f;
    private const int HeaderSize = 24;

    /// <summary>Steps from a type to what it stands for; more means that the types go round in circles. As in libbpf.</summary>
    private const int MostSteps = 32;

    /// <summary>Type 0 is <c>void</c> and is in no file.</summary>
    private static readonly byte[] s_void = new byte[BtfType.HeaderSize];

    private readonly ReadOnlyMemory<byte> _types;
    private readonly ReadOnlyMemory<byte> _strings;
    private readonly Lazy<int[]> _offsets;

    private BtfData(ReadOnlyMemory<byte> types, ReadOnlyMemory<byte> strings)
    {
        _types = types;
        _strings = strings;
        _offsets = new Lazy<int[]>(IndexOffsets);
    }

    /// <summary>Reads the header; types are looked at when asked for.</summary>
    /// <exception cref="FormatException">This is no BTF, or it is cut short.</exception>
    internal static BtfData Parse(ReadOnlyMemory<byte> data)
    {
        ReadOnlySpan<byte> span = data.Span;
        if (span.Length < HeaderSize || BinaryPrimitives.ReadUInt16LittleEndian(span) != Magic)
            throw new FormatException("BTF: no header of this byte order at the start.");

        int header = BinaryPrimitives.ReadInt32LittleEndian(span[4..]);
        return new BtfData(Part(data, header, 8, "types"), Part(data, header, 16, "strings"));
    }

    /// <summary>The data sections and the variables in each.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<BtfVariable>> Sections()
    {
        Dictionary<string, IReadOnlyList<BtfVariable>> sections = new(StringComparer.Ordinal);
        for (ReadOnlySpan<byte> rest = _types.Span; !rest.IsEmpty;)
        {
            BtfType type = BtfType.At(rest);
            rest = rest[type.Length..];
            if (type.Kind == BtfKind.DataSection) sections[Text(type.NameOffset)] = VariablesOf(type);
        }

        return sections;
    }

    /// <summary>The members of the struct that <paramref name="typeId"/> is, through typedefs and qualifiers.</summary>
    internal IReadOnlyList<BtfMember> Members(uint typeId)
    {
        BtfType type = Type(Strip(typeId));
        if (type.Kind != BtfKind.Struct) return [];

        var members = new BtfMember[type.Count];
        for (int i = 0; i < members.Length; i++)
        {
            (uint name, uint member, uint offset) = type.Triple(i);
            int bits = (int)(type.KindFlag ? offset & 0xffffff : offset);
            members[i] = new BtfMember(Text(name), bits / 8, SizeOf(member), Type(Strip(member)).Kind == BtfKind.Pointer);
        }

        return members;
    }

    /// <summary>The names of the members of the struct named <paramref name="name"/>, or <see langword="null"/> if there is none.</summary>
    internal IReadOnlyList<string>? MemberNamesOf(string name)
    {
        if (name.Length == 0) return null; // many structs have none
        ReadOnlySpan<byte> wanted = Encoding.UTF8.GetBytes(name), types = _types.Span;
        for (int at = 0, length; at < types.Length; at += length)
        {
            // A kernel has more than 100,000 types, of which one in ten is a struct.
            length = BtfType.LengthAt(types, at, out BtfKind kind);
            if (kind != BtfKind.Struct) continue;
            BtfType type = BtfType.At(types[at..]);
            if (StringAt(type.NameOffset).SequenceEqual(wanted)) return MemberNames(type);
        }

        return null;
    }

    /// <summary>The name of a struct type, through typedefs and qualifiers; empty if it has none.</summary>
    internal string TypeName(uint typeId) => Text(Type(Strip(typeId)).NameOffset);

    /// <summary>The values of the named enumerators, found in one walk. Names that do not exist are left out.</summary>
    internal IReadOnlyDictionary<string, ulong> EnumValues(IReadOnlySet<string> names)
    {
        Dictionary<string, ulong> found = new(names.Count, StringComparer.Ordinal);
        for (ReadOnlySpan<byte> rest = _types.Span; !rest.IsEmpty && found.Count < names.Count;)
        {
            BtfType type = BtfType.At(rest);
            rest = rest[type.Length..];
            if (type.Kind is not (BtfKind.Enum or BtfKind.Enum64)) continue;
            for (int i = 0; i < type.Count; i++)
            {
                (uint nameOffset, ulong value) = Enumerator(type, i);
                ReadOnlySpan<byte> text = StringAt(nameOffset);
                if (i == 0 && !text.StartsWith("SCX_"u8)) break; // sched_ext's enums all begin so, and the kernel has 20,000 others
                string name = Encoding.UTF8.GetString(text);
                if (names.Contains(name)) found.TryAdd(name, value);
            }
        }

        return found;
    }

    private string[] MemberNames(BtfType type)
    {
        var names = new string[type.Count];
        for (int i = 0; i < names.Length; i++) names[i] = Text(type.Triple(i).First);
        return names;
    }

    private static (uint NameOffset, ulong Value) Enumerator(BtfType type, int index)
    {
        if (type.Kind == BtfKind.Enum64)
        {
            (uint name, uint low, uint high) = type.Triple(index);
            return (name, low | ((ulong)high << 32));
        }

        (uint shortName, uint value) = type.Pair(index);
        return (shortName, type.KindFlag ? (ulong)(int)value : value);
    }

    private BtfVariable[] VariablesOf(BtfType section)
    {
        var variables = new BtfVariable[section.Count];
        for (int i = 0; i < variables.Length; i++)
        {
            (uint id, uint offset, uint size) = section.Triple(i);
            BtfType variable = Type(id);
            variables[i] = new BtfVariable(Text(variable.NameOffset), (int)offset, (int)size, variable.SizeOrType);
        }

        return variables;
    }

    private int SizeOf(uint typeId)
    {
        long count = 1;
        uint inner = typeId;
        for (int step = 0; step < MostSteps; step++)
        {
            BtfType type = Type(Strip(inner));
            long size = count * (type.Kind == BtfKind.Array ? type.ArrayShape.Count : SizeOfOne(type));
            if (size > int.MaxValue) throw new FormatException($"BTF: type {typeId} takes more than {int.MaxValue} bytes.");
            if (type.Kind != BtfKind.Array) return (int)size;
            (count, inner) = (size, type.ArrayShape.Element);
        }

        throw InCircles(typeId);
    }

    private static uint SizeOfOne(BtfType type) => type.Kind switch
    {
        BtfKind.Pointer => 8,
        BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float => type.SizeOrType,
        _ => 0,
    };

    private uint Strip(uint typeId)
    {
        uint inner = typeId;
        for (int step = 0; step < MostSteps; step++)
        {
            BtfType type = Type(inner);
            if (type.Kind is not (BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag)) return inner;
            inner = type.SizeOrType;
        }

        throw InCircles(typeId);
    }

    private static FormatException InCircles(uint typeId) => new($"BTF: type {typeId} goes round in circles.");

    private BtfType Type(uint id)
    {
        if (id == 0) return BtfType.At(s_void);
        int[] offsets = _offsets.Value;
        return id < offsets.Length
            ? BtfType.At(_types.Span[offsets[id]..])
            : throw new FormatException($"BTF: a type {id} is referred to, and the last is {offsets.Length - 1}.");
    }

    private int[] IndexOffsets()
    {
        List<int> offsets = [0];
        for (int at = 0; at < _types.Length; at += BtfType.At(_types.Span[at..]).Length) offsets.Add(at);
        return [.. offsets];
    }

    private string Text(uint offset) => Encoding.UTF8.GetString(StringAt(offset));

    private ReadOnlySpan<byte> StringAt(uint offset)
    {
        if (offset > (uint)_strings.Length) throw new FormatException($"BTF: a name lies at byte {offset} of {_strings.Length}.");
        ReadOnlySpan<byte> text = _strings.Span[(int)offset..];
        int end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    private static ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> data, int header, int field, string what)
    {
        int offset = BinaryPrimitives.ReadInt32LittleEndian(data.Span[field..]);
        int length = BinaryPrimitives.ReadInt32LittleEndian(data.Span[(field + 4)..]);
        long end = (long)header + offset + length;
        if (header < HeaderSize || offset < 0 || length < 0 || end > data.Length)
            throw new FormatException($"BTF: the {what} end at byte {end}, the data at {data.Length}.");
        return data.Slice(header + offset, length);
    }
}
