using System.Buffers;
using Microsoft.Win32.SafeHandles;
using SchedExt.Bpf.Handles;

namespace SchedExt.Bpf.Native;

/// <summary>A file as memory, for one that is large and looked at in few places. Not thread-safe; nothing may be kept beyond its disposal.</summary>
internal sealed class MappedFile : MemoryManager<byte>
{
    private readonly MappedMemoryHandle _memory;
    private readonly int _length;

    // Private: the kernel shares none of its types.
    private MappedFile(SafeFileHandle file, int length)
    {
        _length = length;
        _memory = new MappedMemoryHandle(Libc.mmap(0, (nuint)length, Libc.ProtRead, Libc.MapPrivate, (int)file.DangerousGetHandle(), 0), (nuint)length);
    }

    /// <summary>Maps a file; <see langword="null"/> where that cannot be, for whatever reason: reading it tells.</summary>
    internal static IMemoryOwner<byte>? TryMap(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            var mapped = new MappedFile(file, checked((int)RandomAccess.GetLength(file)));
            if (!mapped._memory.IsInvalid) return mapped;
            ((IDisposable)mapped).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OverflowException)
        {
        }

        return null;
    }

    // SAFETY: the mapping is that long, and lives until Dispose.
    /// <inheritdoc/>
    public override unsafe Span<byte> GetSpan() => new((void*)_memory.DangerousGetHandle(), _length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("Nobody gives these bytes to native code.");

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _memory.Dispose();
}
