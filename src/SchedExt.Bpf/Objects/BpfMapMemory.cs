using System.Runtime.InteropServices;
using SchedExt.Bpf.Handles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

/// <summary>
/// An array map's memory, shared with the BPF programs. Reading costs no system call, and sees values as they are written.
/// Stays readable after the map's object is gone. Thread-safe; do not dispose it while another thread reads.
/// </summary>
/// <typeparam name="T">The value type.</typeparam>
public sealed class BpfMapMemory<T> : IDisposable where T : unmanaged
{
    private readonly MappedMemoryHandle _memory;

    private BpfMapMemory(MappedMemoryHandle memory, int length)
    {
        _memory = memory;
        Length = length;
    }

    /// <summary>How many entries there are.</summary>
    public int Length { get; }

    /// <summary>Entry <paramref name="index"/>, by reference into the shared memory.</summary>
    /// <param name="index">0 to <see cref="Length"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The memory was unmapped.</exception>
    public ref T this[int index]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory.IsClosed, this);
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
            // SAFETY: the mapping is Length entries long and lives as long as this object is not disposed.
            unsafe { return ref ((T*)_memory.DangerousGetHandle())[index]; }
        }
    }

    // SAFETY: as above.
    /// <summary>All entries. Not to be kept beyond this object's life.</summary>
    internal unsafe Span<T> Span => new((void*)_memory.DangerousGetHandle(), Length);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    internal static unsafe BpfMapMemory<T> Create(BpfMap map, int fd)
    {
        int stride = (map.ValueSize + 7) & ~7; // array_map_alloc rounds each value up to 8 bytes
        if (sizeof(T) != stride)
            throw new ArgumentException($"The values of map '{map.Name}' take {stride} bytes, not {sizeof(T)}.");

        nuint page = (nuint)Environment.SystemPageSize;
        nuint length = ((nuint)stride * (nuint)map.MaxEntries + page - 1) / page * page;
        nint address = Libc.mmap(0, length, Libc.ProtRead | Libc.ProtWrite, Libc.MapShared, fd, 0);
        if (address == Libc.MapFailed) throw NativeResult.Failure(Marshal.GetLastPInvokeError(), "map the memory of", map.Name, null);
        return new BpfMapMemory<T>(new MappedMemoryHandle(address, length), map.MaxEntries);
    }
}
