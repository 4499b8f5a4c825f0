namespace SchedExt.ReferenceHost;

/// <summary>Standard output or standard error. What cannot be written to the one is a failure with a sentence; to the other, there is nobody left to tell.</summary>
internal sealed class StandardStream : Stream
{
    private readonly Stream? _stream;
    private readonly bool _isOutput;

    internal StandardStream(Func<Stream> open, bool isOutput)
    {
        _isOutput = isOutput;
        try
        {
            _stream = open();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Closed by whoever started this process (">&-"). What needs no output works all the same.
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            if (_stream is null) throw new UnauthorizedAccessException();
            _stream.Write(buffer, offset, count);
        }
        catch (IOException failure)
        {
            if (_isOutput) throw new IOException($"cannot write to standard output: {(Errno)failure.HResult}: {failure.Message}", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            // Closed, here or before the runtime took its number for a file of its own.
            if (_isOutput) throw new IOException($"cannot write to standard output: {Errno.EBADF}: it is closed.", failure);
        }
    }

    /// <inheritdoc/>
    public override void Flush() => _stream?.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
