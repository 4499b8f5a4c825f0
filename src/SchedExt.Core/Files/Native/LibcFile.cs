using System.Runtime.InteropServices;

namespace SchedExt.Native;

/// <summary>Reads a file of the kernel with open, read and close: whole, in a loop, without stat, with the exact error code.</summary>
internal static class LibcFile
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
        int fd;
        while ((fd = Libc.open(ref MemoryMarshal.GetReference(path), Libc.O_RDONLY | Libc.O_CLOEXEC)) < 0)
        {
            if (LastError() != Errno.EINTR)
            {
                return new ReadOutcome("open", LastError());
            }
        }

        try
        {
            return ReadToEnd(fd, buffer);
        }
        finally
        {
            _ = Libc.close(fd);
        }
    }

    private static ReadOutcome ReadToEnd(int fd, FileBuffer buffer)
    {
        while (true)
        {
            Span<byte> room = buffer.GetRoom();
            nint read = Libc.read(fd, ref MemoryMarshal.GetReference(room), (nuint)room.Length);
            if (read == 0)
            {
                return ReadOutcome.Done;
            }

            if (read > 0)
            {
                buffer.Advance((int)read);
            }
            else if (LastError() != Errno.EINTR)
            {
                return new ReadOutcome("read", LastError());
            }
        }
    }

    private static Errno LastError() => (Errno)Marshal.GetLastPInvokeError();
}
