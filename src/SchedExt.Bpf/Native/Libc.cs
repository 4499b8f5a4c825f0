using System.Runtime.InteropServices;

namespace SchedExt.Bpf.Native;

/// <summary>The libc calls that libbpf does not make for us. The soname is given whole: fewer failed opens at start.</summary>
internal static partial class Libc
{
    private const string Name = "libc.so.6";

    internal const int ProtRead = 1;
    internal const int ProtWrite = 2;
    internal const int MapShared = 1;
    internal const int MapPrivate = 2;
    internal const int MapAnonymous = 0x20;

    internal const int ClockMonotonicCoarse = 6;

    internal static readonly nint MapFailed = -1;

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint mmap(nint address, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int munmap(nint address, nuint length);

    /// <summary>The resolution of a coarse clock is the kernel's tick.</summary>
    [LibraryImport(Name, SetLastError = true)]
    internal static partial int clock_getres(int clock, out Timespec resolution);

    [LibraryImport(Name)]
    internal static unsafe partial int vsnprintf(byte* buffer, nuint size, byte* format, nint arguments);
}
