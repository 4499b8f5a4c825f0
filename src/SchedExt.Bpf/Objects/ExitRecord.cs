using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SchedExt.Bpf.Btf;

namespace SchedExt.Bpf;

/// <summary>Reads an exit record out of mapped memory.</summary>
internal static class ExitRecord
{
    /// <summary>The exit, or <see langword="null"/> while the kind is 0: it is written last, so the rest is complete after it.</summary>
    internal static SchedulerExit? Read(ObjectVariables variables, ExitRecordLayout layout)
    {
        ReadOnlySpan<byte> record = variables.Bytes(layout.Variable);
        int kind = Volatile.Read(ref MemoryMarshal.AsRef<int>(variables.Bytes(layout.Variable)[layout.Kind.Offset..]));
        if (kind == 0) return null;

        return new SchedulerExit(
            (SchedulerExitKind)kind,
            new SchedulerExitCode(BinaryPrimitives.ReadInt64LittleEndian(record[layout.Code.Offset..])),
            Text(Slice(record, layout.Reason)),
            Text(Slice(record, layout.Message)),
            layout.DumpSection is null ? "" : Text(variables.SectionBytes(layout.DumpSection)));
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> record, BtfMember member) => record.Slice(member.Offset, member.Size);

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
