using System.Runtime.InteropServices;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Handles;

/// <summary>Owns a shared mapping of a BPF map's memory. It outlives the map's own file descriptor.</summary>
internal sealed class MappedMemoryHandle : SafeHandle
{
    private readonly nuint _length;

    internal MappedMemoryHandle(nint address, nuint length) : base(Libc.MapFailed, ownsHandle: true)
    {
        _length = length;
        SetHandle(address);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == Libc.MapFailed;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.munmap(handle, _length) == 0;
}
