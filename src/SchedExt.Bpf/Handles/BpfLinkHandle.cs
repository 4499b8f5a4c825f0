using System.Runtime.InteropServices;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Handles;

/// <summary>Owns a <c>bpf_link</c>: releasing it detaches, and the kernel goes back to its own scheduler.</summary>
internal sealed class BpfLinkHandle : SafeHandle
{
    internal BpfLinkHandle(nint handle) : base(0, ownsHandle: true) => SetHandle(handle);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libbpf.bpf_link__destroy(handle) == 0;
}
