namespace SchedExt;

/// <summary>A file of a <see cref="KernelTree"/>; never changed, only replaced.</summary>
internal sealed class KernelTreeFile(byte[] content, UnixFileMode mode)
{
    public UnixFileMode Mode { get; } = mode;

    public ReadOutcome CopyTo(FileBuffer buffer)
    {
        for (ReadOnlySpan<byte> rest = content; !rest.IsEmpty;)
        {
            Span<byte> room = buffer.GetRoom();
            int count = Math.Min(room.Length, rest.Length);
            rest[..count].CopyTo(room);
            buffer.Advance(count);
            rest = rest[count..];
        }

        return ReadOutcome.Done;
    }
}
