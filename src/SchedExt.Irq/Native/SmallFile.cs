using System.Runtime.InteropServices;

namespace SchedExt.Irq.Native;

/// <summary>Reads and writes files of the kernel with exact error codes: one open, one write or read.</summary>
/// <remarks>.NET's streams try pwrite first, which these files refuse, and blur error codes. Nothing here throws between open and close, so that no <c>finally</c> is needed,
/// in which calls of libc are not inlined.</remarks>
internal static unsafe class SmallFile
{
    /// <summary>Reads a whole file of one line, whose end tells that nothing follows: no second read asks for that. The buffer grows where it must.</summary>
    public static Errno Read(byte[] path, ref byte[] buffer, out int length)
    {
        while (true)
        {
            int fd = Open(path, Libc.O_RDONLY | Libc.O_CLOEXEC);
            if (fd < 0)
            {
                length = 0;
                return (Errno)(-fd);
            }

            Errno errno = ReadLine(fd, buffer, out length);
            _ = Libc.close(fd);
            if (length < buffer.Length)
            {
                return errno;
            }

            buffer = new byte[buffer.Length * 2];
        }
    }

    /// <summary>Replaces the content of a file by one write: each write is a setting of its own to the kernel.</summary>
    public static Errno Write(byte[] path, ReadOnlySpan<byte> text)
    {
        int fd = Open(path, Libc.O_WRONLY | Libc.O_TRUNC | Libc.O_CLOEXEC);
        if (fd < 0)
        {
            return (Errno)(-fd);
        }

        Errno errno = WriteOnce(fd, text);
        _ = Libc.close(fd);
        return errno;
    }

    /// <summary>Why the call of libc that came just before failed.</summary>
    public static Errno LastError() => (Errno)Marshal.GetLastSystemError();

    /// <returns>Why it failed. Where the text fills the buffer, there may be more of it.</returns>
    private static Errno ReadLine(int fd, byte[] buffer, out int length)
    {
        length = 0;
        // SAFETY: pinned while libc writes into it, at most to its end.
        fixed (byte* room = buffer)
        {
            while (length < buffer.Length && (length == 0 || room[length - 1] != (byte)'\n'))
            {
                nint count = Libc.read(fd, room + length, (nuint)(buffer.Length - length));
                if (count == 0)
                {
                    break;
                }

                if (count < 0)
                {
                    Errno errno = LastError();
                    if (errno != Errno.EINTR)
                    {
                        return errno;
                    }
                }
                else
                {
                    length += (int)count;
                }
            }
        }

        return Errno.None;
    }

    private static Errno WriteOnce(int fd, ReadOnlySpan<byte> text)
    {
        // SAFETY: pinned while libc reads it.
        fixed (byte* start = text)
        {
            while (true)
            {
                nint count = Libc.write(fd, start, (nuint)text.Length);
                Errno errno = count < 0 ? LastError() : count == text.Length ? Errno.None : Errno.EIO;
                if (errno != Errno.EINTR)
                {
                    return errno;
                }
            }
        }
    }

    /// <returns>The descriptor, or the error code, negative.</returns>
    private static int Open(byte[] path, int flags)
    {
        // SAFETY: pinned while libc reads it; each path ends in NUL.
        fixed (byte* name = path)
        {
            while (true)
            {
                int fd = Libc.open(name, flags);
                Errno errno = fd < 0 ? LastError() : Errno.None;
                if (errno != Errno.EINTR)
                {
                    return errno == Errno.None ? fd : -(int)errno;
                }
            }
        }
    }
}
