namespace SchedExt;

/// <summary>An error code of the Linux kernel, with the numbers of x86-64 and arm64. <c>ToString()</c> gives the name: <c>EBUSY</c>.</summary>
/// <remarks>Only codes that occur in the work of this library have a name here; others keep their number and print as it.
/// <see cref="ErrnoExtensions.Describe"/> gives the meaning in words.</remarks>
public enum Errno
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Operation not permitted: a privilege is missing, or the kernel keeps the setting to itself.</summary>
    EPERM = 1,

    /// <summary>No such file or directory.</summary>
    ENOENT = 2,

    /// <summary>No such process.</summary>
    ESRCH = 3,

    /// <summary>Interrupted by a signal.</summary>
    EINTR = 4,

    /// <summary>Input/output error.</summary>
    EIO = 5,

    /// <summary>No such device or address.</summary>
    ENXIO = 6,

    /// <summary>Argument too big.</summary>
    E2BIG = 7,

    /// <summary>Bad file descriptor.</summary>
    EBADF = 9,

    /// <summary>Resource temporarily unavailable; the same as EWOULDBLOCK.</summary>
    EAGAIN = 11,

    /// <summary>Out of memory, or above a memory limit.</summary>
    ENOMEM = 12,

    /// <summary>Permission denied by file mode or security policy.</summary>
    EACCES = 13,

    /// <summary>Bad address.</summary>
    EFAULT = 14,

    /// <summary>Device or resource busy.</summary>
    EBUSY = 16,

    /// <summary>File exists.</summary>
    EEXIST = 17,

    /// <summary>No such device.</summary>
    ENODEV = 19,

    /// <summary>Not a directory.</summary>
    ENOTDIR = 20,

    /// <summary>Is a directory.</summary>
    EISDIR = 21,

    /// <summary>Invalid argument.</summary>
    EINVAL = 22,

    /// <summary>Too many open files in the system.</summary>
    ENFILE = 23,

    /// <summary>Too many open files in the process.</summary>
    EMFILE = 24,

    /// <summary>No space left; also no interrupt vector left.</summary>
    ENOSPC = 28,

    /// <summary>Illegal seek.</summary>
    ESPIPE = 29,

    /// <summary>Read-only file system.</summary>
    EROFS = 30,

    /// <summary>Number out of range.</summary>
    ERANGE = 34,

    /// <summary>File name too long.</summary>
    ENAMETOOLONG = 36,

    /// <summary>Not implemented by this kernel.</summary>
    ENOSYS = 38,

    /// <summary>Too many symbolic links.</summary>
    ELOOP = 40,

    /// <summary>No data available.</summary>
    ENODATA = 61,

    /// <summary>Value too large.</summary>
    EOVERFLOW = 75,

    /// <summary>Operation not supported; the same as ENOTSUP of user space.</summary>
    EOPNOTSUPP = 95,

    /// <summary>Timed out.</summary>
    ETIMEDOUT = 110,

    /// <summary>Stale file handle.</summary>
    ESTALE = 116,

    /// <summary>Cancelled.</summary>
    ECANCELED = 125,

    /// <summary>Not supported; internal to the kernel, but seen by user space, for example without the BPF compiler.</summary>
    ENOTSUPP = 524,
}
