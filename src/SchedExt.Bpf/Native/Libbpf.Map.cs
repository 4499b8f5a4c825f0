using System.Runtime.InteropServices;

namespace SchedExt.Bpf.Native;

internal static partial class Libbpf
{
    [LibraryImport(Name)]
    internal static partial nint bpf_map__name(nint map);

    [LibraryImport(Name)]
    internal static partial int bpf_map__type(nint map);

    [LibraryImport(Name)]
    internal static partial int bpf_map__fd(nint map);

    [LibraryImport(Name)]
    internal static partial uint bpf_map__key_size(nint map);

    [LibraryImport(Name)]
    internal static partial uint bpf_map__value_size(nint map);

    [LibraryImport(Name)]
    internal static partial int bpf_map__set_value_size(nint map, uint size);

    [LibraryImport(Name)]
    internal static partial uint bpf_map__max_entries(nint map);

    [LibraryImport(Name)]
    internal static partial int bpf_map__set_max_entries(nint map, uint max_entries);

    [LibraryImport(Name)]
    internal static partial uint bpf_map__map_flags(nint map);

    [LibraryImport(Name)]
    internal static unsafe partial void* bpf_map__initial_value(nint map, nuint* size);

    [LibraryImport(Name)]
    internal static partial int bpf_map__set_autoattach(nint map, [MarshalAs(UnmanagedType.U1)] bool autoattach);

    [LibraryImport(Name)]
    internal static unsafe partial int bpf_map_lookup_elem(int fd, void* key, void* value);

    [LibraryImport(Name)]
    internal static unsafe partial int bpf_map_update_elem(int fd, void* key, void* value, ulong flags);

    [LibraryImport(Name)]
    internal static unsafe partial int bpf_map_delete_elem(int fd, void* key);
}
