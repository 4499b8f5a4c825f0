namespace SchedExt.Bpf.Tests;

public sealed class ElfHeaderTests
{
    private static readonly byte[] s_object = Selftest.Bytes("global_fifo");

    [Fact]
    public void Check_BpfObject_Passes() => FluentActions.Invoking(() => ElfHeader.Check(s_object, "fifo")).Should().NotThrow();

    [Fact]
    public void Check_Empty_SaysSo() => Refused([]).Should().Contain("the file is empty");

    [Fact]
    public void Check_Text_SaysWhatToGive() => Refused("#include <linux/bpf.h>\n"u8.ToArray()).Should().Contain("no ELF file").And.Contain(".bpf.o");

    [Fact]
    public void Check_CutAtEveryLength_SaysCutShort()
    {
        for (int length = 4; length < s_object.Length; length++)
        {
            Refused(s_object[..length]).Should().Contain("cut short").And.Contain($"{length} bytes");
        }
    }

    [Fact]
    public void Check_32Bits_SaysSo() => Refused(Changed(4, 1)).Should().Contain("32 bits");

    [Fact]
    public void Check_OtherMachine_SaysWhich() => Refused(Changed(18, 62)).Should().Contain("machine 62, not for BPF (247)");

    [Fact]
    public void Check_ThisProcess_SaysOtherMachine()
    {
        byte[] program = File.ReadAllBytes(Environment.ProcessPath!);

        Refused(program).Should().Contain("for machine ");
    }

    private static byte[] Changed(int position, byte value)
    {
        byte[] changed = [.. s_object];
        changed[position] = value;
        return changed;
    }

    private static string Refused(byte[] elf)
    {
        BpfException refused = FluentActions.Invoking(() => ElfHeader.Check(elf, "mine.bpf.o")).Should().Throw<BpfException>().Which;
        (refused.Kind, refused.Operation, refused.Target, refused.Errno).Should().Be((BpfErrorKind.InvalidObject, "open", "mine.bpf.o", 0));
        refused.Message.Should().StartWith("open 'mine.bpf.o': ").And.MatchRegex(@"\. (Give the \.bpf\.o that|Build or copy it again)[^.]*\.$", "it says what to do");
        return refused.Message;
    }
}
