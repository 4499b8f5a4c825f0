using System.Runtime.InteropServices;
using System.Text;

namespace SchedExt.Bpf;

/// <summary>
/// Memory for the verifier's log. libbpf asks the kernel for a log only after a failed load, so the pages stay untouched, and
/// unpaid for, in a good one. Large, because the kernel answers ENOSPC in place of its reason when a log does not fit.
/// </summary>
internal sealed unsafe class VerifierLogBuffer : IDisposable
{
    private byte* _start = (byte*)NativeMemory.AllocZeroed(16 << 20);

    internal byte* Start => _start;

    internal nuint Size => 16 << 20;

    /// <summary>What the kernel wrote; empty if no log was asked for.</summary>
    internal string Text()
    {
        int length = new ReadOnlySpan<byte>(_start, (int)Size).IndexOf((byte)0);
        return Encoding.UTF8.GetString(_start, Math.Max(length, 0));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_start);
        _start = null;
    }
}
