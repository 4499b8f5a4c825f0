using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace SchedExt.Native;

/// <summary>The calls of libc that this package needs, one to one.</summary>
/// <remarks>The soname is given whole, and not looked for beside the assembly: five failed opens fewer at the first call. musl takes
/// this name for itself too. The imports that are called for each of thousands of files do not save the error code, which takes two more
/// calls each time: where one fails, <see cref="LastError"/> asks for it at once.</remarks>
internal static unsafe partial class Libc
{
    public const int O_RDONLY = 0;
    public const int O_CLOEXEC = 0x80000;
    public const int AT_FDCWD = -100;
    public const uint STATX_MODE = 0x2, STATX_MTIME = 0x40, STATX_INO = 0x100, STATX_SIZE = 0x200;

    private const string Library = "libc.so.6";

    [LibraryImport(Library)]
    public static partial int open(byte* pathname, int flags);

    [LibraryImport(Library)]
    public static partial nint read(int fd, byte* buf, nuint count);

    [LibraryImport(Library)]
    public static partial int close(int fd);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint opendir(string name);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint readdir(nint dirp);

    [LibraryImport(Library)]
    public static partial int closedir(nint dirp);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint readlink(string path, ref byte buf, nuint bufsiz);

    [LibraryImport(Library)]
    public static partial int statx(int dirfd, byte* pathname, int flags, uint mask, Statx* statxbuf);

    /// <summary>Why the call that came just before failed: open, read or statx.</summary>
    public static Errno LastError() => (Errno)Marshal.GetLastSystemError();
}
