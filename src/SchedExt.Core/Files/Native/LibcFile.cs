using System.Runtime.InteropServices;
using System.Text;

namespace SchedExt.Native;

/// <summary>Reads a file of the kernel with open, read and close: whole, in a loop, without stat, with the exact error code.</summary>
internal static class LibcFile
{
    /// <summary>Room for a path on the stack; longer ones are rare.</summary>
    private const int UsualPath = 512;

    /// <summary>Reads the file of that path behind a prefix.</summary>
    public static ReadOutcome Read(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> path, FileBuffer buffer)
    {
        int most = prefix.Length + Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        Span<byte> full = most <= UsualPath ? stackalloc byte[UsualPath] : new byte[most];
        prefix.CopyTo(full);
        full[prefix.Length + Encoding.UTF8.GetBytes(path, full[prefix.Length..])] = 0;
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
