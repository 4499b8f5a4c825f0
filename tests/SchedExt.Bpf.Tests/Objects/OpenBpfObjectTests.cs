namespace SchedExt.Bpf.Tests;

public sealed class OpenBpfObjectTests
{
    [Theory]
    [InlineData("global_fifo")]
    [InlineData("weighted_vtime")]
    [InlineData("newer_ops")]
    [InlineData("smallest_ops")]
    [InlineData("refused_fail")]
    public void OpenFile_Scheduler_HasItsNameAndTheFiles(string name)
    {
        using OpenBpfObject opened = Selftest.Open(name);

        opened.Name.Should().Be(name + ".bpf.o");
        opened.Ops.Name.Should().Be(name);
    }

    [Fact]
    public void Open_ManyTimes_LeavesNoFileOpen()
    {
        int before = Directory.GetFiles("/proc/self/fd").Length;

        for (int i = 0; i < 50; i++) Selftest.Open("weighted_vtime").Dispose();

        Directory.GetFiles("/proc/self/fd").Length.Should().BeLessThan(before + 25, "libbpf makes placeholders for maps, one each");
    }

    [Theory]
    [InlineData("one_byte", 255, 255)]
    [InlineData("one_byte", -128, 0x80)]
    [InlineData("two_bytes", 65535, 0xffff)]
    [InlineData("two_bytes", -1, 0xffff)]
    [InlineData("four_bytes", uint.MaxValue, uint.MaxValue)]
    [InlineData("four_bytes", int.MinValue, 0x8000_0000)]
    [InlineData("eight_bytes", long.MinValue, 0x8000_0000_0000_0000)]
    public void SetReadOnlyInteger_FitsTheVariable_IsItsValue(string variable, long value, ulong expected)
    {
        using OpenBpfObject opened = Selftest.Open("smallest_ops");

        opened.SetReadOnlyInteger(variable, value);

        ulong read = variable switch
        {
            "one_byte" => opened.Value<byte>(variable),
            "two_bytes" => opened.Value<ushort>(variable),
            "four_bytes" => opened.Value<uint>(variable),
            _ => opened.Value<ulong>(variable),
        };
        read.Should().Be(expected);
        opened.Value<uint>("uei_dump_len").Should().Be(1, "neighbours are left alone");
    }

    [Theory]
    [InlineData("one_byte", 256)]
    [InlineData("one_byte", -129)]
    [InlineData("two_bytes", 65536)]
    [InlineData("two_bytes", -32769)]
    [InlineData("four_bytes", 1L << 32)]
    [InlineData("four_bytes", int.MinValue - 1L)]
    public void SetReadOnlyInteger_DoesNotFit_ThrowsAndChangesNothing(string variable, long value)
    {
        using OpenBpfObject opened = Selftest.Open("smallest_ops");

        opened.Invoking(o => o.SetReadOnlyInteger(variable, value)).Should().Throw<OverflowException>();

        (opened.Value<byte>("one_byte"), opened.Value<ushort>("two_bytes"), opened.Value<uint>("four_bytes")).Should().Be(((byte)1, (ushort)2, 4u));
    }

    [Fact]
    public void SetReadOnlyInteger_NoInteger_SaysItsSize()
    {
        using OpenBpfObject opened = Selftest.Open("smallest_ops");

        opened.Invoking(o => o.SetReadOnlyInteger("a_pair", 1)).Should().Throw<ArgumentException>().WithMessage("*'a_pair'*16 bytes*8*");
    }

    [Theory]
    [InlineData("no_such")]
    [InlineData("writable")]      // in .data
    [InlineData("smallest_ops")]  // the ops table itself
    public void SetReadOnly_NoReadOnlyVariable_ListsThoseThereAre(string variable)
    {
        using OpenBpfObject opened = Selftest.Open("smallest_ops");

        opened.Invoking(o => o.SetReadOnly(variable, 1u)).Should().Throw<ArgumentException>()
            .WithMessage($"'smallest_ops.bpf.o' has no read-only variable '{variable}'; it has: *a_pair, eight_bytes, four_bytes, one_byte, two_bytes, uei_dump_len.*");
    }

    [Fact]
    public void SetReadOnly_WrongSize_SaysBoth()
    {
        using OpenBpfObject opened = Selftest.Open("smallest_ops");

        opened.Invoking(o => o.SetReadOnly("four_bytes", 1L)).Should().Throw<ArgumentException>().WithMessage("*'four_bytes'*4 bytes, the value 8*");
    }

    [Fact]
    public void SetMaxEntries_OfAMap_IsWhatItWillHave()
    {
        using OpenBpfObject opened = new AiNumaScheduler().Open();

        opened.SetMaxEntries("cpus", 77);

        opened.MaxEntries("cpus").Should().Be(77);
        opened.Invoking(o => o.SetMaxEntries("no_such", 1)).Should().Throw<ArgumentException>().WithMessage("'ai_numa' has no map 'no_such'.*");
        opened.Invoking(o => o.SetMaxEntries("cpus", 0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Use_AfterDispose_ThrowsObjectDisposed()
    {
        OpenBpfObject opened = new AiNumaScheduler().Open();
        SchedulerOps ops = opened.Ops;
        opened.Dispose();
        opened.Dispose();

        ThrowsDisposed(opened, ops);
    }

    [Fact]
    public void Use_AfterLoad_ThrowsObjectDisposed()
    {
        OpenBpfObject opened = Selftest.Open("global_fifo");
        SchedulerOps ops = opened.Ops;

        // Where there are neither kernel nor privileges for it, the object is consumed all the same.
        BpfObject? loaded = null;
        Exception? failure = Record.Exception(() => loaded = opened.Load());
        loaded?.Dispose();

        (failure is null or BpfException).Should().BeTrue("it was {0}", failure);
        ThrowsDisposed(opened, ops);
        opened.Dispose();
    }

    private static void ThrowsDisposed(OpenBpfObject opened, SchedulerOps ops)
    {
        string variable = Selftest.Variables(opened).ReadOnlyNames.First();
        opened.Invoking(o => o.Load()).Should().Throw<ObjectDisposedException>();
        opened.Invoking(o => o.SetReadOnlyInteger(variable, 1)).Should().Throw<ObjectDisposedException>();
        opened.Invoking(o => o.SetMaxEntries("any", 1)).Should().Throw<ObjectDisposedException>();
        ops.Invoking(o => o.Name).Should().Throw<ObjectDisposedException>();
        ops.Invoking(o => o.Has("name")).Should().Throw<ObjectDisposedException>();
        ops.Invoking(o => o.Remove("name")).Should().Throw<ObjectDisposedException>();
        ops.Invoking(o => o.Flags = 1).Should().Throw<ObjectDisposedException>();
    }
}
