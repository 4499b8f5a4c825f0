namespace SchedExt.Bpf.Tests;

public sealed class SchedExtStateTests
{
    private const string Directory = "sys/kernel/sched_ext";

    [Fact]
    public void Read_KernelWithoutSchedExt_IsUnsupported() => SchedExtState.Read(new KernelTree()).Should().Be(new SchedExtState(false, "", "", 0));

    [Fact]
    public void Read_NothingAttached_IsDisabled()
    {
        var machine = new KernelTree { { $"{Directory}/state", "disabled\n" }, { $"{Directory}/hotplug_seq", "12\n" } };

        SchedExtState.Read(machine).Should().Be(new SchedExtState(true, "disabled", "", 12));
    }

    [Fact]
    public void Read_Attached_HasItsName()
    {
        var machine = new KernelTree { { $"{Directory}/state", "enabled\n" }, { $"{Directory}/root/ops", "ai_numa\n" }, { $"{Directory}/hotplug_seq", "18446744073709551615\n" } };

        SchedExtState.Read(machine).Should().Be(new SchedExtState(true, "enabled", "ai_numa", ulong.MaxValue));
    }

    [Theory]
    [InlineData("")]
    [InlineData("many\n")]
    [InlineData("-1\n")]
    public void Read_SequenceUnreadable_IsZero(string text) =>
        SchedExtState.Read(new KernelTree { { $"{Directory}/state", "enabling\n" }, { $"{Directory}/hotplug_seq", text } }).HotplugSequence.Should().Be(0);
}
