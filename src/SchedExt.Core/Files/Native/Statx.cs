using System.Runtime.InteropServices;

namespace SchedExt.Native;

/// <summary><c>struct statx</c> of the kernel, the same on every processor, as far as it is used here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct Statx
{
    /// <summary>Kind and permissions.</summary>
    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(112)]
    public long ModifiedSeconds;

    [FieldOffset(120)]
    public uint ModifiedNanoseconds;
}
