namespace SchedExt.Bpf.Tests;

public sealed class SchedulerOpsTests
{
    [Fact]
    public void Has_Members_TellsUsedFromDeclaredFromUnknown()
    {
        using OpenBpfObject opened = Selftest.Open("global_fifo");

        opened.Ops.Has("name").Should().BeTrue();
        opened.Ops.Has("cpu_online").Should().BeFalse("the struct has it, the object gives none");
        opened.Ops.Declares("cpu_online").Should().BeTrue();
        opened.Ops.Has("no_such").Should().BeFalse();
        opened.Ops.Declares("no_such").Should().BeFalse();
        opened.Ops.MapName.Should().Be("global_fifo");
    }

    [Theory]
    [InlineData("dispatch")]
    [InlineData("enqueue")]
    [InlineData("init")]
    public void Remove_Callback_IsGoneAndNothingElse(string callback)
    {
        using OpenBpfObject opened = Selftest.Open("global_fifo");
        string[] before = [.. opened.Ops.Used];
        before.Should().Contain(callback);

        opened.Ops.Remove(callback);

        opened.Ops.Has(callback).Should().BeFalse();
        opened.Ops.Used.Should().Equal(before.Where(member => member != callback));
    }

    [Fact]
    public void Remove_Unknown_DoesNothing()
    {
        using OpenBpfObject opened = Selftest.Open("global_fifo");
        string[] before = [.. opened.Ops.Used];

        opened.Ops.Remove("no_such");

        opened.Ops.Used.Should().Equal(before);
    }

    [Fact]
    public void Values_SetThenRead_AreTheirOwn()
    {
        using OpenBpfObject opened = Selftest.Open("global_fifo");
        SchedulerOps ops = opened.Ops;
        (ops.Flags, ops.TimeoutMilliseconds, ops.ExitDumpLength, ops.HotplugSequence).Should().Be((0UL, 0u, 0u, 0UL));

        (ops.Flags, ops.TimeoutMilliseconds, ops.ExitDumpLength, ops.HotplugSequence) = (ulong.MaxValue, 10_000, 65_536, 1UL << 40);

        (ops.Flags, ops.TimeoutMilliseconds, ops.ExitDumpLength, ops.HotplugSequence).Should().Be((ulong.MaxValue, 10_000u, 65_536u, 1UL << 40));
        ops.Name.Should().Be("global_fifo");
    }

    [Fact]
    public void Values_NotDeclared_ReadAsZeroAndAreRefusedByName()
    {
        using OpenBpfObject opened = Selftest.Open("smallest_ops");

        (opened.Ops.Flags, opened.Ops.TimeoutMilliseconds).Should().Be((0UL, 0u));
        opened.Ops.Invoking(ops => ops.TimeoutMilliseconds = 5).Should().Throw<ArgumentException>().WithMessage("*no member 'timeout_ms'*");
    }
}
