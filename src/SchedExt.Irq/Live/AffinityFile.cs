using System.Runtime.Versioning;
using System.Text;
using SchedExt.Irq.Native;

namespace SchedExt.Irq;

/// <summary>A file that holds a mask of CPUs, and the last text it had. Not thread-safe.</summary>
/// <remarks>Text: <c>bitmap_string()</c> of lib/vsprintf.c when read, <c>bitmap_parse()</c> of lib/bitmap-str.c when written. Leading groups that are zero are
/// left out: a group beyond the possible CPUs is refused (EOVERFLOW) even if it is zero.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class AffinityFile(string path)
{
    private readonly byte[] path = Encoding.UTF8.GetBytes(path + '\0');

    private byte[] lastText = [];

    private IrqReading last = new(Errno.EINVAL, default);

    public IrqReading Read(ref byte[] buffer)
    {
        Errno errno = SmallFile.Read(path, ref buffer, out int length);
        if (errno != Errno.None)
        {
            return new IrqReading(errno, default);
        }

        ReadOnlySpan<byte> text = buffer.AsSpan(0, length);
        if (!text.SequenceEqual(lastText))
        {
            last = CpuSet.TryParseMask(text.TrimEnd((byte)0), out CpuSet cpus) ? new IrqReading(Errno.None, cpus) : new IrqReading(Errno.EINVAL, default);
            lastText = text.ToArray();
        }

        return last;
    }

    public IrqWriting Write(CpuSet cpus, ref byte[] buffer)
    {
        int width = cpus.IsEmpty ? 1 : cpus.Last + 1, length;
        while (!cpus.TryFormatMask(buffer, out length, width))
        {
            buffer = new byte[buffer.Length * 2];
        }

        Errno errno = SmallFile.Write(path, buffer.AsSpan(0, length));
        return new IrqWriting(errno, errno == Errno.None || IsWritable());
    }

    private bool IsWritable()
    {
        const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        try
        {
            return (File.GetUnixFileMode(Encoding.UTF8.GetString(path.AsSpan()[..^1])) & AnyWrite) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
