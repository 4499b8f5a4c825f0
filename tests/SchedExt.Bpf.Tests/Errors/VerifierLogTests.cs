namespace SchedExt.Bpf.Tests;

/// <summary>Each NAME.log of VerifierLogs against NAME.txt: adding a pair adds a test.</summary>
public sealed class VerifierLogTests
{
    private static readonly string s_logs = Path.Combine(AppContext.BaseDirectory, "Errors", "VerifierLogs");

    public static TheoryData<string> Logs => [.. Directory.GetFiles(s_logs, "*.log").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Logs))]
    public void Summarize_Log_IsTheLineThatMatters(string name)
    {
        string expected = File.ReadAllText(Path.Combine(s_logs, name + ".txt")).TrimEnd('\n');

        VerifierLog.Summarize(File.ReadAllText(Path.Combine(s_logs, name + ".log"))).Should().Be(expected);
    }

    [Fact]
    public void Logs_EverySummary_HasItsLog() =>
        Directory.GetFiles(s_logs, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order().Should().Equal(Logs.Select(row => row.Data));

    [Theory]
    [InlineData("", "the kernel gave no log")]
    [InlineData("\n \n", "the kernel gave no log")]
    [InlineData("processed 0 insns (limit 1000000)", "processed 0 insns (limit 1000000)")]
    [InlineData("frame pointer is read only", "frame pointer is read only")]
    [InlineData("R10=fp0", "R10=fp0")]
    [InlineData("R", "R")]
    [InlineData("1: (95) exit\r\nR0 !read_ok\r\n", "R0 !read_ok")]
    [InlineData("reason\n; ", "reason")] // an empty source line, as kernels before 6.9 print it
    public void Summarize_OddText_GivesALine(string log, string expected) => VerifierLog.Summarize(log).Should().Be(expected);

    [Fact]
    public void Summarize_AnyCut_GivesALine()
    {
        string log = File.ReadAllText(Path.Combine(s_logs, "7.2-in-subprogram.log"));

        for (int length = 0; length < log.Length; length++) VerifierLog.Summarize(log[..length]).Should().NotBeNullOrWhiteSpace();
    }

    [Fact]
    public void Exception_OfALog_KeepsItWholeAndNamesTheProgram()
    {
        string log = File.ReadAllText(Path.Combine(s_logs, "7.2-endless-loop.log"));

        var refused = new BpfVerifierException("mine.bpf.o", "mine_dispatch", log, 22);

        refused.Log.Should().BeSameAs(log);
        (refused.Kind, refused.Program, refused.Errno).Should().Be((BpfErrorKind.Verifier, "mine_dispatch", 22));
        refused.Message.Should().Be(
            "load 'mine.bpf.o': EINVAL: the kernel's verifier refused program 'mine_dispatch': infinite loop detected at insn 0 (at: for (;;) @ endless_loop.bpf.c:4)");
    }
}
