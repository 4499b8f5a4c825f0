using System.Runtime.InteropServices;

namespace SchedExt.Bpf.Native;

/// <summary><c>struct bpf_object_open_opts</c> of libbpf 1.7; libbpf reads as much of it as <see cref="Size"/> says.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfObjectOpenOpts
{
    internal nuint Size;
    internal byte* ObjectName;
    internal byte RelaxedMaps;
    internal byte* PinRootPath;
    internal uint Unused;
    internal byte* KernelConfig;
    internal byte* BtfCustomPath;
    internal byte* KernelLogBuffer;
    internal nuint KernelLogSize;
    internal uint KernelLogLevel;
    internal byte* BpfTokenPath;
}
