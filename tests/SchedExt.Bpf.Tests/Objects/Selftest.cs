using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SchedExt.Bpf.Btf;
using SchedExt.Bpf.Handles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Tests;

/// <summary>The objects compiled beside this assembly, and a look into open ones. Opening needs no kernel.</summary>
internal static class Selftest
{
    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "bpf", name + ".bpf.o");

    internal static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    internal static OpenBpfObject Open(string name) => OpenBpfObject.OpenFile(PathOf(name));

    /// <summary>The initial value of a variable, as the kernel would get it.</summary>
    internal static T Value<T>(this OpenBpfObject opened, string variable) where T : unmanaged => MemoryMarshal.Read<T>(Variables(opened).Bytes(variable));

    internal static IReadOnlyDictionary<string, IReadOnlyList<BtfVariable>> Sections(this OpenBpfObject opened) => Types(opened).Sections();

    internal static uint MaxEntries(this OpenBpfObject opened, string map) => Libbpf.bpf_map__max_entries(Map(opened, map));

    internal static uint ValueSize(this OpenBpfObject opened, string map) => Libbpf.bpf_map__value_size(Map(opened, map));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_variables")]
    internal static extern ref ObjectVariables Variables(OpenBpfObject opened);

    private static nint Map(OpenBpfObject opened, string map) => Libbpf.bpf_object__find_map_by_name(Handle(opened).DangerousGetHandle(), map);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_handle")]
    private static extern ref BpfObjectHandle Handle(OpenBpfObject opened);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_btf")]
    internal static extern ref BtfData Types(OpenBpfObject opened);
}
