namespace SchedExt;

/// <summary>Reads from another stream, up to a number of bytes: a small archive may unpack to more than there is memory. Not thread-safe.</summary>
internal sealed class BoundedStream(Stream inner, long most) : Stream
{
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

    /// <exception cref="InvalidDataException">There are more bytes than the bound.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
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
}
