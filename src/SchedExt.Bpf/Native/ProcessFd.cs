using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchedExt.Bpf.Native;

/// <summary>Pidfds, and the inodes that tell what a descriptor or directory is.</summary>
internal static class ProcessFd
{
    /// <summary>Opens a process of this pid namespace; <see langword="null"/> when there is none with that id.</summary>
    internal static SafeFileHandle? Open(int pid)
    {
        nint fd = Libc.syscall(Libc.SysPidfdOpen, pid, 0);
        return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : null;
    }

    /// <summary>A descriptor of one's own for the same process.</summary>
    internal static SafeFileHandle Duplicate(SafeHandle pidfd)
    {
        int fd = NativeResult.Check(ErrnoOf(Libc.fcntl(pidfd, Libc.FDupFdCloexec, 0)), "duplicate", "pidfd");
        return new SafeFileHandle(fd, ownsHandle: true);
    }

    /// <summary>A number that no other process has or had since boot (pidfs, Linux 6.9).</summary>
    internal static ulong Identity(SafeHandle pidfd)
    {
        bool held = false;
        try
        {
            pidfd.DangerousAddRef(ref held);
            return Inode((int)pidfd.DangerousGetHandle(), "", "pidfd");
        }
        finally
        {
            if (held) pidfd.DangerousRelease();
        }
    }

    /// <summary>The inode of a directory; of a cgroup's, that is the cgroup's id.</summary>
    internal static ulong InodeOf(string directory) => Inode(Libc.AtFdCwd, directory, directory);

    // SAFETY: the array is on the stack, or pinned while poll runs.
    /// <summary>Which of these have ended, by one system call.</summary>
    internal static unsafe bool[] HaveEnded(IReadOnlyList<SafeFileHandle> pidfds)
    {
        PollFd[] polled = [.. pidfds.Select(pidfd => new PollFd { Fd = (int)pidfd.DangerousGetHandle(), Events = Libc.PollIn })];
        fixed (PollFd* first = polled)
        {
            if (Libc.poll(first, (nuint)polled.Length, 0) < 0) return new bool[polled.Length];
        }

        return Array.ConvertAll(polled, one => one.Revents != 0);
    }

    // SAFETY: the buffer has the size of struct statx.
    private static unsafe ulong Inode(int directory, string path, string target)
    {
        Span<byte> result = stackalloc byte[Libc.StatxSize];
        fixed (byte* buffer = result)
        {
            int flags = path.Length == 0 ? Libc.AtEmptyPath : 0;
            NativeResult.Check(ErrnoOf(Libc.statx(directory, path, flags, Libc.StatxInode, buffer)), "look up", target);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(result[Libc.StatxInodeOffset..]);
    }

    private static int ErrnoOf(int code) => code < 0 ? -Marshal.GetLastPInvokeError() : code;
}
