namespace SchedExt;

/// <summary>What an <see cref="Errno"/> means, in words.</summary>
public static class ErrnoExtensions
{
    /// <summary>The usual meaning of the code in one short line without a full stop, such as <c>device or resource busy</c>.</summary>
    /// <param name="errno">The code.</param>
    /// <returns>The meaning; <c>unknown error N</c> for a code that <see cref="Errno"/> does not name.</returns>
    public static string Describe(this Errno errno) => errno switch
    {
        Errno.None => "no error",
        Errno.EPERM => "operation not permitted",
        Errno.ENOENT => "no such file or directory",
        Errno.ESRCH => "no such process",
        Errno.EINTR => "interrupted system call",
        Errno.EIO => "input/output error",
        Errno.ENXIO => "no such device or address",
        Errno.E2BIG => "argument too big",
        Errno.EBADF => "bad file descriptor",
        Errno.EAGAIN => "resource temporarily unavailable",
        Errno.ENOMEM => "out of memory",
        Errno.EACCES => "permission denied",
        Errno.EFAULT => "bad address",
        Errno.EBUSY => "device or resource busy",
        Errno.EEXIST => "file exists",
        Errno.ENODEV => "no such device",
        Errno.ENOTDIR => "not a directory",
        Errno.EISDIR => "is a directory",
        Errno.EINVAL => "invalid argument",
        Errno.ENFILE => "too many open files in the system",
        Errno.EMFILE => "too many open files in the process",
        Errno.ENOSPC => "no space left",
        Errno.ESPIPE => "illegal seek",
        Errno.EROFS => "read-only file system",
        Errno.ERANGE => "number out of range",
        Errno.ENAMETOOLONG => "file name too long",
        Errno.ENOSYS => "not implemented by this kernel",
        Errno.ELOOP => "too many symbolic links",
        Errno.ENODATA => "no data available",
        Errno.EOVERFLOW => "value too large",
        Errno.EOPNOTSUPP => "operation not supported",
        Errno.ETIMEDOUT => "timed out",
        Errno.ESTALE => "stale file handle",
        Errno.ECANCELED => "cancelled",
        Errno.ENOTSUPP => "not supported by this kernel",
        _ => $"unknown error {(int)errno}",
    };
}
