using System.Runtime.InteropServices;
using System.Text;

namespace SchedExt.Native;

/// <summary>What is asked of a path without opening it.</summary>
internal static class LibcPath
{
    private const int LongestTarget = 4096; // PATH_MAX

    /// <summary>musl has statx since 1.2.5; without it every stamp is unknown.</summary>
    private static volatile bool hasStatx = true;

    /// <summary>The text of a link; null when there is none or it may not be read.</summary>
    public static string? ReadLink(string path)
    {
        Span<byte> target = stackalloc byte[LongestTarget];
        nint length = Libc.readlink(path, ref MemoryMarshal.GetReference(target), LongestTarget);
        return length > 0 ? Encoding.UTF8.GetString(target[..(int)length]) : null;
    }

    public static Errno Stamp(string path, out DirectoryStamp stamp)
    {
        stamp = default;
        if (!hasStatx)
        {
            return Errno.ENOSYS;
        }

        try
        {
            Statx found = default;
            if (Libc.statx(Libc.AT_FDCWD, path, 0, Libc.STATX_INO | Libc.STATX_SIZE | Libc.STATX_MTIME, ref found) != 0)
            {
                return (Errno)Marshal.GetLastPInvokeError();
            }

            stamp = new DirectoryStamp(found.Inode, found.Size, found.ModifiedSeconds, found.ModifiedNanoseconds);
            return Errno.None;
        }
        catch (EntryPointNotFoundException)
        {
            hasStatx = false;
            return Errno.ENOSYS;
        }
    }
}
