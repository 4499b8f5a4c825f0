using System.Buffers.Binary;

namespace SchedExt.Bpf.Native;

/// <summary>What a name in the file system stands for.</summary>
internal static class FileType
{
    private const uint StatxType = 1;
    private const int StatxModeOffset = 28, TypeMask = 0xf000, Regular = 0x8000; // S_IFMT, S_IFREG, include/uapi/linux/stat.h

    // SAFETY: the buffer has the size of struct statx.
    /// <summary>Is it a pipe, a device or a socket? Reading such a thing may take for ever, or never come to an end. What cannot be looked up is none.</summary>
    internal static unsafe bool IsSpecial(string path)
    {
        Span<byte> result = stackalloc byte[Libc.StatxSize];
        fixed (byte* buffer = result)
        {
            if (Libc.statx(Libc.AtFdCwd, path, 0, StatxType, buffer) < 0) return false;
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(result[StatxModeOffset..]) & TypeMask) != Regular;
    }
}
