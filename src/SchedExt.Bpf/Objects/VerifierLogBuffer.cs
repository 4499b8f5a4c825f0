using System.Runtime.InteropServices;
using System.Text;
using SchedExt.Bpf.Handles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>
/// Memory for the verifier's log. libbpf asks the kernel for a log only after a failed load, so the pages stay untouched, and
/// unpaid for, in a good one. Large, because the kernel answers ENOSPC in place of its reason when a log does not fit.
/// </summary>
internal sealed unsafe class VerifierLogBuffer : IDisposable
{
    // A mapping of its own: once malloc has given back a block as large as this, it takes the next from its heap, and zeroes it.
    private readonly MappedMemoryHandle _memory = Map();

    // SAFETY: the mapping is Size bytes long and lives until Dispose.
    internal byte* Start => (byte*)_memory.DangerousGetHandle();

    internal static nuint Size => 16 << 20;

    /// <summary>What the kernel wrote; empty if no log was asked for.</summary>
    internal string Text()
    {
        int length = new ReadOnlySpan<byte>(Start, (int)Size).IndexOf((byte)0);
        return Encoding.UTF8.GetString(Start, Math.Max(length, 0));
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private static MappedMemoryHandle Map()
    {
        nint address = Libc.mmap(0, Size, Libc.ProtRead | Libc.ProtWrite, Libc.MapPrivate | Libc.MapAnonymous, -1, 0);
        if (address == Libc.MapFailed) throw NativeResult.Failure(Marshal.GetLastPInvokeError(), "map memory for", "the verifier's log", null);
        return new MappedMemoryHandle(address, Size);
    }
}
