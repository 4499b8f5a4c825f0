namespace SchedExt.Bpf;

/// <summary>What went wrong, by what the caller can do about it.</summary>
public enum BpfErrorKind
{
    /// <summary>None of the others; the message and <see cref="BpfException.Errno"/> say more.</summary>
    Other,

    /// <summary>The object file is not a BPF object, is cut short, or holds no scheduler. Errno: the codes from 4000 on are libbpf's own.</summary>
    InvalidObject,

    /// <summary>A value was refused by the kernel (EINVAL, E2BIG).</summary>
    InvalidValue,

    /// <summary>The verifier refused a program; see <see cref="BpfVerifierException"/>.</summary>
    Verifier,

    /// <summary>This kernel or machine lacks what is needed (ENOTSUP, EOPNOTSUPP, ENOTSUPP, ENOSYS, ESRCH for a missing type).</summary>
    NotSupported,

    /// <summary>Privileges are missing: CAP_BPF and CAP_PERFMON, or root (EPERM, EACCES).</summary>
    Permission,

    /// <summary>Another scheduler is attached, or one is still being detached (EBUSY).</summary>
    Busy,

    /// <summary>The kernel is out of memory (ENOMEM).</summary>
    Memory,

    /// <summary>The scheduler was attached, and the kernel ended it before it ran.</summary>
    RejectedAtStart,
}
