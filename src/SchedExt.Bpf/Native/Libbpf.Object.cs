using System.Runtime.InteropServices;

namespace SchedExt.Bpf.Native;

internal static partial class Libbpf
{
    [LibraryImport(Name, SetLastError = true)]
    internal static unsafe partial nint bpf_object__open_mem(byte* obj_buf, nuint obj_buf_sz, BpfObjectOpenOpts* opts);

    [LibraryImport(Name)]
    internal static partial int bpf_object__load(nint obj);

    [LibraryImport(Name)]
    internal static partial void bpf_object__close(nint obj);

    [LibraryImport(Name)]
    internal static partial nint bpf_object__btf(nint obj);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_object__find_map_by_name(nint obj, string name);

    [LibraryImport(Name)]
    internal static partial nint bpf_object__next_map(nint obj, nint map);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_object__find_program_by_name(nint obj, string name);

    [LibraryImport(Name)]
    internal static partial int bpf_program__fd(nint prog);

    [LibraryImport(Name)]
    internal static partial int bpf_prog_test_run_opts(int prog_fd, nint opts);

    [LibraryImport(Name)]
    internal static unsafe partial byte* btf__raw_data(nint btf, uint* size);
}
