namespace SchedExt.Bpf.Tests;

public sealed class SchedExtEventsTests
{
    private const string File = "sys/kernel/sched_ext/root/events";

    [Fact]
    public void Read_Lines_AreCountersByName() =>
        SchedExtEvents.Read(new KernelTree { { File, "SCX_EV_SELECT_CPU_FALLBACK 12\nSCX_EV_BYPASS_DURATION 9000000000\n" } })
            .Should().Equal(new Dictionary<string, long> { ["SCX_EV_BYPASS_DURATION"] = 9_000_000_000, ["SCX_EV_SELECT_CPU_FALLBACK"] = 12 });

    [Fact]
    public void Read_LineOfALaterKernel_IsLeftOut() =>
        SchedExtEvents.Read(new KernelTree { { File, "SCX_EV_A 1 2\nSCX_EV_B many\nSCX_EV_C 3\n" } }).Should().Equal(new Dictionary<string, long> { ["SCX_EV_C"] = 3 });

    [Fact]
    public void Read_KernelWithout_IsNull() => SchedExtEvents.Read(new KernelTree()).Should().BeNull();
}
