using System.Runtime.InteropServices;

namespace SchedExt.Irq.Native;

/// <summary>The calls of libc that this package needs, one to one. Paths end in NUL.</summary>
internal static partial class Libc
{
    public const int O_RDONLY = 0, O_WRONLY = 1, O_TRUNC = 0x200, O_CLOEXEC = 0x80000;

    private const string Library = "libc";

    [LibraryImport(Library, SetLastError = true)]
    public static partial int open(ref byte pathname, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(int fd, ref byte buf, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(int fd, ref byte buf, nuint count);

    [LibraryImport(Library)]
    public static partial int close(int fd);
}
