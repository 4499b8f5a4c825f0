using System.Runtime.InteropServices;

namespace SchedExt.Bpf.Native;

/// <summary><c>struct timespec</c> of 64-bit libc.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Timespec
{
    internal long Seconds;
    internal long Nanoseconds;
}
