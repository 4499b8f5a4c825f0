using SchedExt.Bpf.Btf;
using SchedExt.Bpf.Handles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>Where an object's global variables lie: by name, in <c>.rodata</c>, <c>.data</c>, <c>.bss</c> and their named kin.</summary>
internal sealed class ObjectVariables
{
    private readonly BpfObjectHandle _object;
    private readonly Dictionary<string, (string Section, BtfVariable Variable)> _byName = new(StringComparer.Ordinal);

    internal ObjectVariables(BpfObjectHandle handle, IReadOnlyDictionary<string, IReadOnlyList<BtfVariable>> sections)
    {
        _object = handle;
        foreach ((string section, IReadOnlyList<BtfVariable> variables) in sections)
        {
            if (!IsData(section)) continue;
            foreach (BtfVariable variable in variables) _byName[variable.Name] = (section, variable);
        }
    }

    /// <summary>Names of the variables in <c>.rodata</c>.</summary>
    internal IEnumerable<string> ReadOnlyNames =>
        _byName.Where(entry => IsReadOnly(entry.Value.Section)).Select(entry => entry.Key);

    internal IEnumerable<BtfVariable> All => _byName.Values.Select(entry => entry.Variable);

    internal bool TryFind(string name, out string section, out BtfVariable variable)
    {
        bool found = _byName.TryGetValue(name, out (string Section, BtfVariable Variable) entry);
        (section, variable) = entry;
        return found;
    }

    /// <summary>The bytes of variable <paramref name="name"/>: the initial value before load, the live mapping after.</summary>
    /// <exception cref="ArgumentException">The object has no such variable.</exception>
    internal Span<byte> Bytes(string name)
    {
        if (!TryFind(name, out string section, out BtfVariable variable))
            throw new ArgumentException($"The object has no global variable '{name}'.", nameof(name));
        return SectionBytes(section).Slice(variable.Offset, variable.Size);
    }

    internal static bool IsReadOnly(string section) => section.StartsWith(".rodata", StringComparison.Ordinal);

    // SAFETY: the memory is libbpf's, valid until the object is closed; callers hold the object and keep no span. The pointer is
    // fetched anew each time because load and resizing move it.
    internal unsafe Span<byte> SectionBytes(string section)
    {
        ObjectDisposedException.ThrowIf(_object.IsClosed, this);
        nint map = NativeResult.CheckPointer(Libbpf.bpf_object__find_map_by_name(_object.DangerousGetHandle(), section), "find", section);
        nuint size;
        void* start = Libbpf.bpf_map__initial_value(map, &size);
        return new Span<byte>(start, (int)size);
    }

    private static bool IsData(string section) =>
        IsReadOnly(section) || section.StartsWith(".data", StringComparison.Ordinal) || section.StartsWith(".bss", StringComparison.Ordinal);
}
