using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace SchedExt.Irq.Native;

/// <summary>Lists a folder of the kernel whose names are numbers, without a text for each.</summary>
internal static unsafe class NumberedFolder
{
    /// <summary>Where the name starts in <c>struct dirent</c> of 64-bit Linux: behind d_ino (8), d_off (8), d_reclen (2) and d_type (1).</summary>
    private const int NameOffset = 19;

    /// <summary>The names that are numbers, ascending.</summary>
    /// <param name="path">Ends in NUL.</param>
    /// <param name="numbers">The numbers, or null.</param>
    /// <returns>Whether the folder could be read to its end.</returns>
    public static bool TryList(byte[] path, [NotNullWhen(true)] out List<int>? numbers)
    {
        numbers = null;
        nint folder = Environment.Is64BitProcess ? Open(path) : 0;
        if (folder == 0)
        {
            return false;
        }

        try
        {
            return TryReadAll(folder, out numbers);
        }
        finally
        {
            _ = Libc.closedir(folder);
        }
    }

    private static nint Open(byte[] path)
    {
        // SAFETY: pinned while libc reads it.
        fixed (byte* name = path)
        {
            return Libc.opendir(name);
        }
    }

    private static bool TryReadAll(nint folder, [NotNullWhen(true)] out List<int>? numbers)
    {
        numbers = [];
        while (true)
        {
            // Only the error code tells the end from a failure, and a good call leaves it alone.
            Marshal.SetLastSystemError(0);
            nint entry = Libc.readdir(folder);
            if (entry == 0)
            {
                bool isEnd = SmallFile.LastError() == Errno.None;
                numbers.Sort();
                return isEnd;
            }

            // SAFETY: the entry belongs to the folder's stream and holds until the next readdir; its name ends in NUL.
            ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)entry + NameOffset);
            if (TryParse(name, out int number))
            {
                numbers.Add(number);
            }
        }
    }

    /// <summary>Digits alone: a sign is no part of the name of an interrupt's folder.</summary>
    private static bool TryParse(ReadOnlySpan<byte> name, out int number)
    {
        number = 0;
        return name[0] is >= (byte)'0' and <= (byte)'9' && Utf8Parser.TryParse(name, out number, out int used) && used == name.Length;
    }
}
