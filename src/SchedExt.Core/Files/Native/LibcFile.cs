using System.Runtime.CompilerServices;

namespace SchedExt.Native;

/// <summary>Reads a file of the kernel with open, read and close: whole, in a loop, without stat, with the exact error code.</summary>
/// <remarks>What calls libc has no <c>try</c> of its own and is not inlined into one: the compiler puts a call of libc into its caller only outside of them.</remarks>
internal static unsafe class LibcFile
{
    /// <summary>Reads the file of that path behind a prefix.</summary>
    public static ReadOutcome Read(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> path, FileBuffer buffer)
    {
        int most = LibcPath.MostBytes(prefix, path);
        Span<byte> full = most <= LibcPath.Usual ? stackalloc byte[LibcPath.Usual] : new byte[most];
        LibcPath.Write(prefix, path, full);
        return Read(full, buffer);
    }

    /// <param name="path">Ends in NUL.</param>
    /// <param name="buffer">Where the content goes.</param>
    private static ReadOutcome Read(ReadOnlySpan<byte> path, FileBuffer buffer)
    {
        buffer.Clear();
        Errno errno = Open(path, out int fd);
        if (errno != Errno.None)
        {
            return new ReadOutcome("open", errno);
        }

        try
        {
            return ReadToEnd(fd, buffer);
        }
        finally
        {
            Close(fd);
        }
    }

    private static Errno Open(ReadOnlySpan<byte> path, out int fd)
    {
        // SAFETY: pinned while libc reads it.
        fixed (byte* name = path)
        {
            Errno errno;
            do
            {
                fd = Libc.open(name, Libc.O_RDONLY | Libc.O_CLOEXEC);
                errno = fd < 0 ? Libc.LastError() : Errno.None;
            }
            while (errno == Errno.EINTR);
            return errno;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOutcome ReadToEnd(int fd, FileBuffer buffer)
    {
        while (true)
        {
            nint count = ReadOnce(fd, buffer.GetRoom(), out Errno errno);
            if (count == 0)
            {
                return ReadOutcome.Done;
            }

            if (count > 0)
            {
                buffer.Advance((int)count);
            }
            else if (errno != Errno.EINTR)
            {
                return new ReadOutcome("read", errno);
            }
        }
    }

    private static nint ReadOnce(int fd, Span<byte> room, out Errno errno)
    {
        // SAFETY: pinned while libc writes into it, at most to its end.
        fixed (byte* start = room)
        {
            nint count = Libc.read(fd, start, (nuint)room.Length);
            errno = count < 0 ? Libc.LastError() : Errno.None;
            return count;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Close(int fd) => _ = Libc.close(fd);
}
