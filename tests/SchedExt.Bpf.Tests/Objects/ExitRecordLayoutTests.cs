using SchedExt.Bpf.Btf;

namespace SchedExt.Bpf.Tests;

public sealed class ExitRecordLayoutTests
{
    [Theory]
    [InlineData("global_fifo", "exit_record", ".data.exit_record_dump")]
    [InlineData("smallest_ops", "uei", ".data.uei_dump")]
    public void Find_Object_IsFoundByItsMembersWhateverItsName(string name, string variable, string dump)
    {
        ExitRecordLayout? layout = Find(name);

        layout.Should().NotBeNull();
        (layout!.Variable, layout.DumpSection, layout.DumpLengthVariable).Should().Be((variable, dump, variable + "_dump_len"));
        (layout.Kind.Size, layout.Code.Size, layout.Reason.Size, layout.Message.Size).Should().Be((4, 8, 128, 1024));
    }

    [Fact]
    public void Find_ObjectWithoutRecord_IsNone() => Find("newer_ops").Should().BeNull();

    [Fact]
    public void Read_KindStillZero_IsNoExit()
    {
        using OpenBpfObject opened = Selftest.Open("smallest_ops");

        ExitRecord.Read(Selftest.Variables(opened), Find("smallest_ops")!).Should().BeNull();
    }

    [Fact]
    public void Read_RecordWritten_HasAllItsParts()
    {
        using OpenBpfObject opened = Selftest.Open("smallest_ops");
        ObjectVariables variables = Selftest.Variables(opened);
        ExitRecordLayout layout = Find("smallest_ops")!;
        Span<byte> record = variables.Bytes("uei");
        "runnable task stall"u8.CopyTo(record[layout.Reason.Offset..]);
        record.Slice(layout.Message.Offset, layout.Message.Size).Fill((byte)'m'); // no zero at the end
        BitConverter.TryWriteBytes(record[layout.Code.Offset..], 0x1_0001_0000_0005L);
        BitConverter.TryWriteBytes(record[layout.Kind.Offset..], 1026);

        SchedulerExit exit = ExitRecord.Read(variables, layout)!;

        (exit.Kind, exit.Reason, exit.Message, exit.Dump).Should().Be((SchedulerExitKind.ErrorStall, "runnable task stall", new string('m', 1024), ""));
        (exit.Code.Action, exit.Code.Reason, exit.Code.User).Should().Be((SchedulerExitAction.Restart, SchedulerExitReason.Hotplug, 5u));
    }

    private static ExitRecordLayout? Find(string name)
    {
        using OpenBpfObject opened = Selftest.Open(name);
        return ExitRecordLayout.Find(Selftest.Types(opened), Selftest.Variables(opened));
    }
}
