using System.Buffers.Binary;
using System.Text;
using SchedExt.Bpf.Btf;

namespace SchedExt.Bpf.Tests;

/// <summary>Writes BTF by hand, record by record. Each method that adds a type returns its id.</summary>
internal sealed class BtfBuilder
{
    internal const int HeaderSize = 24;

    private readonly List<byte> _types = [];
    private readonly List<byte> _strings = [0];
    private uint _last;

    internal uint Int(string name, uint size) => Add(name, BtfKind.Int, 0, size, size * 8);

    internal uint Pointer(uint to) => Add("", BtfKind.Pointer, 0, to);

    internal uint Array(uint element, uint count) => Add("", BtfKind.Array, 0, 0, element, 0, count);

    /// <summary>A typedef or qualifier.</summary>
    internal uint Alias(BtfKind kind, uint of, string name = "") => Add(name, kind, 0, of);

    /// <summary>A struct; offsets in bits, as they are in the file.</summary>
    internal uint Struct(string name, uint size, bool bitFields, params (string Name, uint Type, uint Offset)[] members) =>
        Add(name, BtfKind.Struct, members.Length, size, bitFields, [.. members.SelectMany(member => (uint[])[Text(member.Name), member.Type, member.Offset])]);

    internal uint Enum(string name, bool signed, params (string Name, int Value)[] values) =>
        Add(name, BtfKind.Enum, values.Length, 4, signed, [.. values.SelectMany(value => (uint[])[Text(value.Name), (uint)value.Value])]);

    internal uint Enum64(string name, params (string Name, ulong Value)[] values) =>
        Add(name, BtfKind.Enum64, values.Length, 8, false, [.. values.SelectMany(value => (uint[])[Text(value.Name), (uint)value.Value, (uint)(value.Value >> 32)])]);

    internal uint Variable(string name, uint type) => Add(name, BtfKind.Variable, 0, type, 1);

    internal uint Section(string name, params (uint Variable, uint Offset, uint Size)[] variables) =>
        Add(name, BtfKind.DataSection, variables.Length, 0, false, [.. variables.SelectMany(variable => (uint[])[variable.Variable, variable.Offset, variable.Size])]);

    /// <summary>A record of any kind, with its entries as they are in the file.</summary>
    internal uint Add(string name, BtfKind kind, int count, uint sizeOrType, params uint[] entries) => Add(name, kind, count, sizeOrType, false, entries);

    internal byte[] ToArray(int padding = 0)
    {
        byte[] data = new byte[HeaderSize + padding + _types.Count + _strings.Count];
        BinaryPrimitives.WriteUInt16LittleEndian(data, 0xeb9f);
        data[2] = 1;
        Span<byte> fields = data.AsSpan(4);
        foreach (int field in (int[])[HeaderSize + padding, 0, _types.Count, _types.Count, _strings.Count])
        {
            BinaryPrimitives.WriteInt32LittleEndian(fields, field);
            fields = fields[4..];
        }

        _types.CopyTo(data, HeaderSize + padding);
        _strings.CopyTo(data, HeaderSize + padding + _types.Count);
        return data;
    }

    internal BtfData Build() => BtfData.Parse(ToArray());

    private uint Add(string name, BtfKind kind, int count, uint sizeOrType, bool flag, uint[] entries)
    {
        Words([Text(name), (flag ? 1u << 31 : 0) | (uint)kind << 24 | (uint)count, sizeOrType, .. entries]);
        return ++_last;
    }

    private void Words(ReadOnlySpan<uint> words)
    {
        byte[] bytes = new byte[4];
        foreach (uint word in words)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, word);
            _types.AddRange(bytes);
        }
    }

    private uint Text(string text)
    {
        if (text.Length == 0) return 0;
        uint offset = (uint)_strings.Count;
        _strings.AddRange(Encoding.UTF8.GetBytes(text));
        _strings.Add(0);
        return offset;
    }
}
