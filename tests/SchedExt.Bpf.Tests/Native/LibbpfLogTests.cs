using SchedExt.Bpf.Native;

namespace SchedExt.Bpf.Tests;

public sealed class LibbpfLogTests
{
    private static readonly byte[] s_noObject = [.. "\u007fELF"u8, 2, 1, 1, .. new byte[64]];

    [Fact]
    public void Collect_Warnings_ComeWithoutPrefixAndLineEnd()
    {
        using LibbpfLog log = Provoked();

        log.Lines.Should().NotBeEmpty().And.OnlyContain(line => !line.StartsWith("libbpf: ") && !line.EndsWith('\n'));
    }

    [Fact]
    public void Collect_Nested_KeepsTheirLinesApart()
    {
        using LibbpfLog outer = Provoked();
        int before = outer.Lines.Count;

        using (LibbpfLog inner = Provoked()) inner.Lines.Should().HaveCount(before);

        outer.Lines.Should().HaveCount(before, "the inner one heard them");
        Provoke();
        outer.Lines.Should().HaveCount(2 * before, "the outer one is heard again");
    }

    [Fact]
    public void Collect_OtherThread_IsNotHeard()
    {
        LibbpfLibrary.Ensure();
        using LibbpfLog log = LibbpfLog.Collect();
        var thread = new Thread(Provoke);
        thread.Start();
        thread.Join();

        log.Lines.Should().BeEmpty();
    }

    private static LibbpfLog Provoked()
    {
        LibbpfLibrary.Ensure();
        LibbpfLog log = LibbpfLog.Collect();
        Provoke();
        return log;
    }

    private static unsafe void Provoke()
    {
        fixed (byte* bytes = s_noObject) Libbpf.bpf_object__open_mem(bytes, (nuint)s_noObject.Length, null).Should().Be(0);
    }
}
