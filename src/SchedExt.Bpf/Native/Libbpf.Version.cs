using System.Runtime.InteropServices;

namespace SchedExt.Bpf.Native;

internal static partial class Libbpf
{
    [LibraryImport(Name)]
    internal static partial uint libbpf_major_version();

    [LibraryImport(Name)]
    internal static partial uint libbpf_minor_version();

    [LibraryImport(Name)]
    internal static unsafe partial nint libbpf_set_print(delegate* unmanaged[Cdecl]<int, byte*, nint, int> print);
}
