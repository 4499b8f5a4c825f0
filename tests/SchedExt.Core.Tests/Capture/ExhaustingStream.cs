using System.IO.Compression;

namespace SchedExt.Tests.Capture;

/// <summary>The beginning of a compressed archive, behind which there is no memory left.</summary>
internal sealed class ExhaustingStream(byte[] plain) : MemoryStream(Begin(plain))
{
    public override int Read(byte[] buffer, int offset, int count)
        => base.Read(buffer, offset, count) is var read and > 0 ? read : throw new OutOfMemoryException();

    /// <summary>What is written before the end of the archive is.</summary>
    private static byte[] Begin(byte[] plain)
    {
        using var bytes = new MemoryStream();
        using var compressed = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true);
        compressed.Write(plain);
        compressed.Flush();
        return bytes.ToArray();
    }
}
