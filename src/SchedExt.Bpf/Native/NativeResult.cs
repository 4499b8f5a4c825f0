using System.Runtime.InteropServices;

namespace SchedExt.Bpf.Native;

/// <summary>The funnel: the only place where a native result becomes an exception.</summary>
internal static class NativeResult
{
    private const int LibbpfFirst = 4000; // enum libbpf_errno of libbpf.h

    /// <summary>Throws if <paramref name="code"/> is negative (libbpf returns <c>-errno</c>).</summary>
    internal static int Check(int code, string operation, string target, LibbpfLog? log = null) =>
        code >= 0 ? code : throw Failure(-code, operation, target, log);

    /// <summary>Throws if <paramref name="pointer"/> is null (libbpf sets <c>errno</c>).</summary>
    internal static nint CheckPointer(nint pointer, string operation, string target, LibbpfLog? log = null) =>
        pointer != 0 ? pointer : throw Failure(Marshal.GetLastPInvokeError(), operation, target, log);

    /// <summary>The exception for <paramref name="errno"/>, with what libbpf said and a remedy.</summary>
    internal static BpfException Failure(int errno, string operation, string target, LibbpfLog? log)
    {
        BpfErrorKind kind = KindOf(errno);
        string said = log is { Lines.Count: > 0 } ? $" libbpf said: {string.Join(" | ", log.Lines)}." : "";
        string remedy = Remedy(kind);
        return new BpfException(kind, operation, target, errno, $"{operation} '{target}': {ErrnoText.Name(errno)}.{remedy}{said}");
    }

    private static BpfErrorKind KindOf(int errno) => (Errno)errno switch
    {
        Errno.EPERM or Errno.EACCES => BpfErrorKind.Permission,
        Errno.EBUSY => BpfErrorKind.Busy,
        Errno.ENOMEM => BpfErrorKind.Memory,
        Errno.EINVAL or Errno.E2BIG => BpfErrorKind.InvalidValue,
        Errno.ESRCH or Errno.ENOSYS or Errno.EOPNOTSUPP or Errno.ENOTSUPP => BpfErrorKind.NotSupported,
        >= (Errno)LibbpfFirst => BpfErrorKind.InvalidObject,
        _ => BpfErrorKind.Other,
    };

    private static string Remedy(BpfErrorKind kind) => kind switch
    {
        BpfErrorKind.Permission => " Run as root, or with CAP_BPF and CAP_PERFMON.",
        BpfErrorKind.NotSupported => " This kernel lacks what the object needs: sched_ext came with Linux 6.12.",
        BpfErrorKind.InvalidObject => " The file is not a usable BPF object.",
        _ => "",
    };
}
