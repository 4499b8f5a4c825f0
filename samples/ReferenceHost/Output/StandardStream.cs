using System.Runtime.InteropServices;

namespace SchedExt.ReferenceHost;

/// <summary>
/// Standard output or standard error. What cannot be written to the one is a failure with a sentence; to the other, there is nobody left to tell.
/// Not <see cref="Console.OpenStandardOutput()"/>, which keeps it to itself that the reader has gone: a scheduler would run on for nobody.
/// </summary>
internal sealed partial class StandardStream(int descriptor) : Stream
{
    internal const int Output = 1, Error = 2;

    private const int BrokenPipe = 32;

    private const short PollError = 8, PollHangUp = 16;

    private static readonly TimeSpan s_untilItMayBeWrittenTo = TimeSpan.FromMilliseconds(5);

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
        ReadOnlySpan<byte> rest = buffer.AsSpan(offset, count);
        while (!rest.IsEmpty)
        {
            nint written = write(descriptor, rest, rest.Length);
            if (written >= 0) rest = rest[(int)written..];
            else if (!IsWorthAnotherTry((Errno)Marshal.GetLastPInvokeError())) return;
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Throws what a write would, if whoever read is gone: who prints nothing for long asks by this.</summary>
    /// <exception cref="IOException">Nobody reads it any more.</exception>
    internal void ThrowIfNobodyReads()
    {
        var asked = new PollDescriptor { Descriptor = descriptor };
        if (poll(ref asked, 1, 0) > 0 && (asked.Found & (PollError | PollHangUp)) != 0) throw new IOException(SentenceOf((Errno)BrokenPipe));
    }

    private static string SentenceOf(Errno problem) =>
        $"cannot write to standard output: {((int)problem == BrokenPipe ? "EPIPE: nobody reads it any more" : $"{problem}: {problem.Describe()}")}.";

    private bool IsWorthAnotherTry(Errno problem)
    {
        if (problem == Errno.EINTR) return true;
        if (problem == Errno.EAGAIN)
        {
            // A terminal or pipe that another program has set so.
            Thread.Sleep(s_untilItMayBeWrittenTo);
            return true;
        }

        if (descriptor == Error) return false;
        throw new IOException(SentenceOf(problem));
    }

    [LibraryImport("libc.so.6", SetLastError = true)]
    private static partial nint write(int descriptor, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc.so.6", SetLastError = true)]
    private static partial int poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    /// <summary>struct pollfd. That nobody reads is told without being asked for.</summary>
    private struct PollDescriptor
    {
        internal int Descriptor;
        internal short Wanted;
        internal short Found;
    }
}
