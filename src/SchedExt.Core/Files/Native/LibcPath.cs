using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SchedExt.Native;

/// <summary>What is asked of a path without opening it.</summary>
internal static unsafe class LibcPath
{
    /// <summary>Room for a path on the stack; longer ones are rare.</summary>
    public const int Usual = 512;

    /// <summary>What of a mode says who may do what: S_ISUID down to S_IXOTH.</summary>
    private const int PermissionBits = 0xfff;

    private const int LongestTarget = 4096; // PATH_MAX

    /// <summary>musl has statx since 1.2.5; without it every stamp is unknown.</summary>
    private static volatile bool hasStatx = true;

    /// <summary>The text of a link; null when there is none or it may not be read.</summary>
    public static string? ReadLink(string path)
    {
        Span<byte> target = stackalloc byte[LongestTarget];
        nint length = Libc.readlink(path, ref MemoryMarshal.GetReference(target), LongestTarget);
        return length > 0 ? Encoding.UTF8.GetString(target[..(int)length]) : null;
    }

    public static Errno Stamp(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> path, out DirectoryStamp stamp)
    {
        Errno errno = Ask(prefix, path, Libc.STATX_INO | Libc.STATX_SIZE | Libc.STATX_MTIME, out Statx found);
        stamp = errno == Errno.None ? new DirectoryStamp(found.Inode, found.Size, found.ModifiedSeconds, found.ModifiedNanoseconds) : default;
        return errno;
    }

    /// <summary>The mode of the file of that path behind a prefix; of what a link leads to.</summary>
    public static Errno Mode(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> path, out UnixFileMode? mode)
    {
        Errno errno = Ask(prefix, path, Libc.STATX_MODE, out Statx found);
        mode = errno == Errno.None ? (UnixFileMode)(found.Mode & PermissionBits) : null;
        return errno;
    }

    /// <summary>How long the two may be, with a NUL at the end.</summary>
    public static int MostBytes(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> path) => prefix.Length + Encoding.UTF8.GetMaxByteCount(path.Length) + 1;

    /// <summary>Writes both and a NUL.</summary>
    public static void Write(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> path, Span<byte> full)
    {
        prefix.CopyTo(full);
        full[prefix.Length + Encoding.UTF8.GetBytes(path, full[prefix.Length..])] = 0;
    }

    private static Errno Ask(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> path, uint mask, out Statx found)
    {
        found = default;
        if (!hasStatx)
        {
            return Errno.ENOSYS;
        }

        int most = MostBytes(prefix, path);
        Span<byte> full = most <= Usual ? stackalloc byte[Usual] : new byte[most];
        Write(prefix, path, full);
        try
        {
            return Ask(full, mask, ref found);
        }
        catch (EntryPointNotFoundException)
        {
            hasStatx = false;
            return Errno.ENOSYS;
        }
    }

    /// <summary>Not inlined, for the caller's <c>try</c> would keep the call of libc out of line.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Errno Ask(ReadOnlySpan<byte> path, uint mask, ref Statx found)
    {
        // SAFETY: pinned while libc reads the one and fills the other; the path ends in NUL.
        fixed (byte* name = path)
        fixed (Statx* answer = &found)
        {
            return Libc.statx(Libc.AT_FDCWD, name, 0, mask, answer) == 0 ? Errno.None : Libc.LastError();
        }
    }
}
