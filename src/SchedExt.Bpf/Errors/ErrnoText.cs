namespace SchedExt.Bpf;

/// <summary>Names for errno values as BPF operations give them, libbpf's own (4000 on) included.</summary>
internal static class ErrnoText
{
    private static readonly string[] s_libbpf =
    [
        "LIBELF", "FORMAT", "KVERSION", "ENDIAN", "INTERNAL", "RELOC", "LOAD", "VERIFY", "PROG2BIG", "KVER", "PROGTYPE",
        "WRNGPID", "INVSEQ", "NLPARSE",
    ];

    /// <summary>"EBUSY", "LIBBPF_ERRNO__FORMAT", or the number when it has no name here.</summary>
    internal static string Name(int errno) => errno switch
    {
        >= 4000 when errno - 4000 < s_libbpf.Length => "LIBBPF_ERRNO__" + s_libbpf[errno - 4000],
        _ => ((Errno)errno).ToString(),
    };
}
