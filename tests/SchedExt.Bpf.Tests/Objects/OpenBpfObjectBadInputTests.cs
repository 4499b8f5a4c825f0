namespace SchedExt.Bpf.Tests;

public sealed class OpenBpfObjectBadInputTests
{
    [Fact]
    public void OpenFile_Missing_NamesTheFile() =>
        FluentActions.Invoking(() => OpenBpfObject.OpenFile("/no/such/file.bpf.o")).Should().Throw<FileNotFoundException>()
            .WithMessage("*'/no/such/file.bpf.o'*").Which.FileName.Should().Be("/no/such/file.bpf.o");

    [Fact]
    public void OpenFile_Directory_IsNoFile() =>
        FluentActions.Invoking(() => OpenBpfObject.OpenFile(AppContext.BaseDirectory)).Should().Throw<FileNotFoundException>();

    /// <summary>A read of the one has no end, and of the other no beginning while nobody writes.</summary>
    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/proc/self/fd/{0}")]
    public void OpenFile_DeviceOrPipe_IsRefusedUnread(string path)
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        string named = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, pipe.SafePipeHandle.DangerousGetHandle());

        BpfException refused = FluentActions.Invoking(() => OpenBpfObject.OpenFile(named)).Should().Throw<BpfException>().Which;

        (refused.Kind, refused.Target).Should().Be((BpfErrorKind.InvalidObject, named));
        refused.Message.Should().EndWith("it is a pipe or a device. Give an ordinary file: it is read anew at each start.");
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void OpenFile_NoPath_IsAnArgumentError(string? path) =>
        FluentActions.Invoking(() => OpenBpfObject.OpenFile(path!)).Should().Throw<ArgumentException>();

    [Fact]
    public void Open_NoName_IsAnArgumentError() =>
        FluentActions.Invoking(() => OpenBpfObject.Open(Selftest.Bytes("global_fifo"), "")).Should().Throw<ArgumentException>();

    [Fact]
    public void Open_CutAtManyLengths_IsAnInvalidObject()
    {
        byte[] whole = Selftest.Bytes("global_fifo");

        for (int length = 0; length < whole.Length; length += 97) Refused(whole[..length]);
    }

    [Fact]
    public void Open_NoScheduler_SaysThereIsNone() =>
        Refused(Selftest.Bytes("no_scheduler_fail")).Should().Contain("no struct_ops map, so no sched_ext scheduler");

    [Fact]
    public void Open_OtherStructOps_SaysWhichThereAre() =>
        Refused(Selftest.Bytes("other_struct_ops")).Should().Contain("only congestion (tcp_congestion_ops)");

    [Fact]
    public void Open_GarbageBehindAGoodHeader_TellsWhatLibbpfSaid()
    {
        byte[] damaged = Selftest.Bytes("global_fifo");
        damaged.AsSpan(64).Clear(); // the section table lies within the file still, and holds nothing

        BpfException refused = RefusedException(damaged);

        refused.Errno.Should().BePositive();
        refused.Message.Should().Contain("libbpf said: ");
    }

    [Fact]
    public void Open_TypesDamaged_IsAnInvalidObject()
    {
        byte[] whole = Selftest.Bytes("global_fifo");
        int btf = whole.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x9f, 0xeb, 1, 0, 24, 0, 0, 0]);
        btf.Should().BePositive("the object has a .BTF section");

        foreach (int field in (int[])[4, 8, 12, 16, 20])
        {
            byte[] damaged = [.. whole];
            damaged.AsSpan(btf + field, 4).Fill(0x7f);
            Refused(damaged);
        }
    }

    private static string Refused(byte[] elf) => RefusedException(elf).Message;

    private static BpfException RefusedException(byte[] elf)
    {
        BpfException refused = FluentActions.Invoking(() => OpenBpfObject.Open(elf, "mine.bpf.o")).Should().Throw<BpfException>("of {0} bytes", elf.Length).Which;
        (refused.Kind, refused.Operation, refused.Target).Should().Be((BpfErrorKind.InvalidObject, "open", "mine.bpf.o"));
        refused.Message.Should().StartWith("open 'mine.bpf.o': ").And.EndWith(".");
        return refused;
    }
}
