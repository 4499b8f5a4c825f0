namespace SchedExt.Bpf.Tests;

public sealed class SchedulerObjectTests
{
    private static readonly NumaTopology s_machine = NumaTopology.Read(new KernelTree { { "sys/devices/system/cpu/online", "0-1" } });

    [Fact]
    public void FromFile_Options_AreAppliedAtConfigure()
    {
        SchedulerObject scheduler = SchedulerObject.FromFile(Selftest.PathOf("global_fifo"), new SchedulerOptions { WatchdogTimeout = TimeSpan.FromSeconds(2) });
        using OpenBpfObject opened = scheduler.Open();

        scheduler.Configure(opened, s_machine);

        scheduler.Name.Should().Be("global_fifo.bpf.o");
        opened.Ops.TimeoutMilliseconds.Should().Be(2000);
    }

    [Fact]
    public void FromFile_UnknownVariable_IsRefusedAtConfigure()
    {
        SchedulerObject scheduler = SchedulerObject.FromFile(
            Selftest.PathOf("global_fifo"), new SchedulerOptions { ReadOnlyData = new Dictionary<string, long> { ["slice"] = 1 } });
        using OpenBpfObject opened = scheduler.Open();

        scheduler.Invoking(s => s.Configure(opened, s_machine)).Should().Throw<ArgumentException>().WithMessage("*'slice'*it has: *slice_ns*");
    }

    [Fact]
    public void Open_Twice_GivesTwoObjects()
    {
        SchedulerObject scheduler = SchedulerObject.FromFile(Selftest.PathOf("global_fifo"));
        using OpenBpfObject first = scheduler.Open(), second = scheduler.Open();

        first.Ops.Flags = 1;

        second.Ops.Flags.Should().Be(0);
    }

    [Fact]
    public void FromFile_NoPath_IsRefused() => FluentActions.Invoking(() => SchedulerObject.FromFile("")).Should().Throw<ArgumentException>();
}
