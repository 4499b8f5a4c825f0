using System.Runtime.InteropServices;

namespace SchedExt.Irq.Native;

/// <summary>The calls of libc that this package needs, one to one. Paths end in NUL.</summary>
/// <remarks>The imports do not save the error code, which takes two more calls each time. Where one fails, <see cref="SmallFile.LastError"/> asks for it at once.</remarks>
internal static unsafe partial class Libc
{
    public const int O_RDONLY = 0, O_WRONLY = 1, O_TRUNC = 0x200, O_CLOEXEC = 0x80000;

    private const string Library = "libc";

    [LibraryImport(Library)]
    public static partial int open(byte* pathname, int flags);

    [LibraryImport(Library)]
    public static partial nint read(int fd, byte* buf, nuint count);

    [LibraryImport(Library)]
    public static partial nint write(int fd, byte* buf, nuint count);

    [LibraryImport(Library)]
    public static partial int close(int fd);

    [LibraryImport(Library)]
    public static partial nint opendir(byte* name);

    [LibraryImport(Library)]
    public static partial nint readdir(nint dirp);

    [LibraryImport(Library)]
    public static partial int closedir(nint dirp);
}
