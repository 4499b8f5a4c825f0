using System.Runtime.InteropServices;

namespace SchedExt.Native;

/// <summary>Lists a directory with opendir and readdir. .NET's own enumeration asks where each link leads: thousands of calls for the
/// memory blocks of a node.</summary>
internal static unsafe class LibcDirectory
{
    /// <summary>Where the name starts in <c>struct dirent</c> of 64-bit Linux: behind d_ino (8), d_off (8), d_reclen (2) and d_type (1).</summary>
    private const int NameOffset = 19;

    /// <summary>Whether the layout of <c>struct dirent</c> is the known one.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public static Errno List(string path, out List<string> names)
    {
        names = [];
        nint directory = Libc.opendir(path);
        if (directory == 0)
        {
            return (Errno)Marshal.GetLastPInvokeError();
        }

        try
        {
            return ReadAll(directory, names);
        }
        finally
        {
            _ = Libc.closedir(directory);
        }
    }

    private static Errno ReadAll(nint directory, List<string> names)
    {
        while (true)
        {
            // Only the error code tells the end from a failure. The import clears it before the call.
            nint entry = Libc.readdir(directory);
            if (entry == 0)
            {
                return (Errno)Marshal.GetLastPInvokeError();
            }

            // SAFETY: the entry belongs to the directory stream and holds until the next readdir; its name ends in NUL.
            ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)entry + NameOffset);
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                names.Add(System.Text.Encoding.UTF8.GetString(name));
            }
        }
    }
}
