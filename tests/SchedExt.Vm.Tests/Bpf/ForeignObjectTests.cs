using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

[Machine(Machines.TwoNodes)]
public sealed class ForeignObjectTests
{
    [Theory]
    [InlineData("global_fifo")]
    [InlineData("weighted_vtime")]
    [InlineData("newer_ops")]
    public async Task RunAsync_ObjectFile_RunsAndStops(string name)
    {
        await using RunningHost host = await RunningHost.StartAsync(Selftest.Scheduler(name));
        Kernel.SchedExt.RunningScheduler.Should().Be(name);

        SchedulerExit exit = await host.StopAsync();

        exit.Kind.Should().Be(SchedulerExitKind.Unregistered);
        Kernel.SchedExt.State.Should().Be("disabled");
    }

    [Fact]
    public void Load_EnumValuesWanted_AreTheKernels()
    {
        using OpenBpfObject opened = OpenBpfObject.OpenFile(Selftest.PathOf("weighted_vtime"));
        using BpfObject loaded = opened.Load();
        using (SchedulerAttachment attachment = loaded.Attach()) loaded.ReadExit().Should().BeNull();

        loaded.ReadVariable<ulong>("slice_seen").Should().Be(20_000_000, "SCX_SLICE_DFL is 20 ms");
        loaded.ReadVariable<ulong>("local_seen").Should().Be(0x8000000000000002, "SCX_DSQ_LOCAL is a built-in queue");
        loaded.ReadVariable<ulong>("unknown_seen").Should().Be(0, "no kernel has such a value");
    }

    [Fact]
    public void Load_ReadOnlyDataSet_ProgramSeesIt()
    {
        using OpenBpfObject opened = OpenBpfObject.OpenFile(Selftest.PathOf("global_fifo"));
        opened.SetReadOnly("slice_ns", 1_000_000UL);
        opened.Ops.TimeoutMilliseconds = 7000;
        opened.Ops.Flags = (ulong)SchedulerFlags.EnqueueLast;
        opened.Ops.ExitDumpLength = 4096;

        using BpfObject loaded = opened.Load();

        loaded.ReadVariable<ulong>("slice_ns").Should().Be(1_000_000);
    }

    [Fact]
    public async Task RunAsync_TimeoutAboveTheKernelsLimit_IsRefusedWithE2Big()
    {
        var scheduler = new RawTimeout(Selftest.PathOf("global_fifo"), 60_000);
        await using var host = new BpfSchedulerHost(scheduler);

        Func<Task> run = () => host.RunAsync(TestContext.Current.CancellationToken);

        (await run.Should().ThrowAsync<BpfException>()).Which.Message.Should().Contain("E2BIG");
    }

    private sealed class RawTimeout(string path, uint milliseconds) : SchedulerObject("global_fifo", new())
    {
        public override OpenBpfObject Open()
        {
            OpenBpfObject opened = OpenBpfObject.OpenFile(path);
            opened.Ops.TimeoutMilliseconds = milliseconds;
            return opened;
        }
    }
}
