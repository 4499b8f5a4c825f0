using System.Runtime.InteropServices;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Handles;

/// <summary>Owns a <c>bpf_object</c>: programs, maps and their file descriptors go with it.</summary>
internal sealed class BpfObjectHandle : SafeHandle
{
    internal BpfObjectHandle(nint handle) : base(0, ownsHandle: true) => SetHandle(handle);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Libbpf.bpf_object__close(handle);
        return true;
    }
}
