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

    internal const int SysPidfdOpen = 434; // on every processor
    internal const int AtFdCwd = -100, AtEmptyPath = 0x1000, StatxSize = 256, StatxInodeOffset = 32;
    internal const uint StatxInode = 0x100;
    internal const int FDupFdCloexec = 1030;
    internal const short PollIn = 1;

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint syscall(nint number, nint first, nint second);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int fcntl(SafeHandle fd, int command, int argument);

    [LibraryImport(Name, SetLastError = true)]
    internal static unsafe partial int poll(PollFd* fds, nuint count, int timeout);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int statx(int directory, string path, int flags, uint mask, byte* result);

    [LibraryImport(Name)]
    internal static unsafe partial int vsnprintf(byte* buffer, nuint size, byte* format, nint arguments);
}
