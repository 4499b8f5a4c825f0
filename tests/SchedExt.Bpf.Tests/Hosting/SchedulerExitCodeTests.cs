namespace SchedExt.Bpf.Tests;

public sealed class SchedulerExitCodeTests
{
    [Theory]
    [InlineData(0, SchedulerExitAction.None, SchedulerExitReason.None, 0u, "0")]
    [InlineData(42, SchedulerExitAction.None, SchedulerExitReason.None, 42u, "42")]
    [InlineData(0xffff_ffff, SchedulerExitAction.None, SchedulerExitReason.None, 0xffff_ffff, "4294967295")]
    [InlineData(0x1_0001_0000_0000, SchedulerExitAction.Restart, SchedulerExitReason.Hotplug, 0u, "0x1000100000000 (Restart, Hotplug)")]
    [InlineData(0x1_0000_0000_0007, SchedulerExitAction.Restart, SchedulerExitReason.None, 7u, "0x1000000000007 (Restart, None)")]
    [InlineData(0x2_0000_0000, SchedulerExitAction.None, SchedulerExitReason.CgroupOffline, 0u, "0x200000000 (None, CgroupOffline)")]
    [InlineData(long.MinValue, (SchedulerExitAction)0x8000, SchedulerExitReason.None, 0u, "0x8000000000000000 (32768, None)")]
    [InlineData(-22, (SchedulerExitAction)0xffff, (SchedulerExitReason)0xffff, 0xffff_ffea, "-22 (EINVAL)")]
    [InlineData(-4096, (SchedulerExitAction)0xffff, (SchedulerExitReason)0xffff, 0xffff_f000, "0xfffffffffffff000 (65535, 65535)")]
    public void Value_Parts_AreItsBits(long value, SchedulerExitAction action, SchedulerExitReason reason, uint user, string text)
    {
        var code = new SchedulerExitCode(value);

        (code.Action, code.Reason, code.User).Should().Be((action, reason, user));
        code.ToString().Should().Be(text);
    }

    [Fact]
    public void Default_IsZero() => default(SchedulerExitCode).Should().Be(new SchedulerExitCode(0));
}
