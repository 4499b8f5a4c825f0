using System.Buffers;

namespace SchedExt;

/// <summary>Room for one file at a time, growing as it is read. Not thread-safe.</summary>
internal sealed class FileBuffer : IDisposable
{
    private const int FirstSize = 4096;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(FirstSize);

    /// <summary>How much of the buffer holds content.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Content => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Room behind the content, never empty.</summary>
    public Span<byte> GetRoom()
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
    public void Advance(int count) => Length += count;

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
