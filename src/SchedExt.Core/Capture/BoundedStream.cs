using System.Buffers.Binary;

namespace SchedExt;

/// <summary>Reads from another stream, up to a number of bytes: a small archive may unpack to more than there is memory. Not thread-safe.</summary>
internal sealed class BoundedStream(Stream inner, long most) : Stream
{
    private const int BlockSize = 512, SizeAt = 124, SizeLength = 12;

    private readonly byte[] block = new byte[BlockSize];
    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>How many bytes were read so far.</summary>
    public override long Position
    {
        get => read;
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the last block of 512 bytes, read as the header of a tar entry, claims that more follows than the bound. A reader makes room
    /// for as much before it looks whether it is there.</summary>
    public bool HasClaimBeyondBound
    {
        get
        {
            ReadOnlySpan<byte> size = block.AsSpan(SizeAt, SizeLength);
            bool isBinary = (size[0] & 0x80) != 0;
            ulong claim = isBinary ? BinaryPrimitives.ReadUInt64BigEndian(size[^sizeof(ulong)..]) : 0;
            foreach (byte digit in isBinary ? [] : size)
            {
                claim = digit is >= (byte)'0' and <= (byte)'7' ? claim * 8 + digit - '0' : claim;
            }

            return read > 0 && read % BlockSize == 0 && claim > (ulong)most;
        }
    }

    /// <exception cref="InvalidDataException">There are more bytes than the bound.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
        Keep(buffer[..count]);
        read += count;
        return read <= most ? count : throw new InvalidDataException($"The archive unpacks to more than {most >> 20} MiB, which no machine does.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Puts bytes where they stand in their blocks.</summary>
    private void Keep(ReadOnlySpan<byte> bytes)
    {
        int passed = Math.Max(0, bytes.Length - BlockSize);
        bytes = bytes[passed..];
        int at = (int)((read + passed) % BlockSize), first = Math.Min(BlockSize - at, bytes.Length);
        bytes[..first].CopyTo(block.AsSpan(at));
        bytes[first..].CopyTo(block);
    }
}
