using System.Runtime.InteropServices;

namespace SchedExt.Bpf.Native;

internal static partial class Libbpf
{
    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint bpf_map__attach_struct_ops(nint map);

    [LibraryImport(Name)]
    internal static partial int bpf_link__destroy(nint link);
}
