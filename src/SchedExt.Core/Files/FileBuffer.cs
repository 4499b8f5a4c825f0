using System.Buffers;

namespace SchedExt;

/// <summary>Room for one file at a time, used again and again: it grows as a file is read, by <see cref="KernelRoot.TryRead"/>, and is pooled.</summary>
/// <remarks>Equality: by reference. Thread safety: for one thread at a time.</remarks>
public sealed class FileBuffer : IDisposable
{
    private const int FirstSize = 4096;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(FirstSize);

    /// <summary>What the file holds. Valid until the next one is read, or the buffer is disposed of.</summary>
    public ReadOnlySpan<byte> Content => bytes.AsSpan(0, Length);

    /// <summary>How much of the buffer holds content.</summary>
    internal int Length { get; private set; }

    internal void Clear()
    {
        ObjectDisposedException.ThrowIf(bytes.Length == 0, this);
        Length = 0;
    }

    /// <summary>Room behind the content, never empty.</summary>
    internal Span<byte> GetRoom()
    {
        if (Length == bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(bytes.Length * 2);
            bytes.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = larger;
        }

        return bytes.AsSpan(Length);
    }

    /// <summary>Counts bytes that were put into the room.</summary>
    internal void Advance(int count) => Length += count;

    /// <summary>Gives the room back. More than once does nothing.</summary>
    public void Dispose()
    {
        byte[] returned = bytes;
        bytes = [];
        Length = 0;
        if (returned.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(returned);
        }
    }
}
