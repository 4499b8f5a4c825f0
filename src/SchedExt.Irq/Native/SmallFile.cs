using System.Runtime.InteropServices;

namespace SchedExt.Irq.Native;

/// <summary>Reads and writes files of the kernel with exact error codes: one open, one write or read.</summary>
/// <remarks>.NET's streams try pwrite first, which these files refuse, and blur error codes.</remarks>
internal static class SmallFile
{
    /// <summary>Reads a whole file of one line, whose end tells that nothing follows: no second read asks for that. The buffer grows where it must.</summary>
    public static Errno Read(byte[] path, ref byte[] buffer, out int length)
    {
        length = 0;
        int fd = Open(path, Libc.O_RDONLY | Libc.O_CLOEXEC);
        if (fd < 0)
        {
            return LastError();
        }

        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                nint count = Libc.read(fd, ref buffer[length], (nuint)(buffer.Length - length));
                if (count <= 0 && (count == 0 || LastError() != Errno.EINTR))
                {
                    return count == 0 ? Errno.None : LastError();
                }

                length += (int)Math.Max(count, 0);
                if (length > 0 && length < buffer.Length && buffer[length - 1] == (byte)'\n')
                {
                    return Errno.None;
                }
            }
        }
        finally
        {
            _ = Libc.close(fd);
        }
    }

    /// <summary>Replaces the content of a file by one write: each write is a setting of its own to the kernel.</summary>
    public static Errno Write(byte[] path, ReadOnlySpan<byte> text)
    {
        int fd = Open(path, Libc.O_WRONLY | Libc.O_TRUNC | Libc.O_CLOEXEC);
        if (fd < 0)
        {
            return LastError();
        }

        try
        {
            nint count;
            do
            {
                count = Libc.write(fd, ref MemoryMarshal.GetReference(text), (nuint)text.Length);
            }
            while (count < 0 && LastError() == Errno.EINTR);
            return count < 0 ? LastError() : count == text.Length ? Errno.None : Errno.EIO;
        }
        finally
        {
            _ = Libc.close(fd);
        }
    }

    private static int Open(byte[] path, int flags)
    {
        int fd;
        do
        {
            fd = Libc.open(ref MemoryMarshal.GetArrayDataReference(path), flags);
        }
        while (fd < 0 && LastError() == Errno.EINTR);
        return fd;
    }

    private static Errno LastError() => (Errno)Marshal.GetLastPInvokeError();
}
