namespace SchedExt.Bpf.Tests;

public sealed class AiNumaSchedulerTests
{
    [Fact]
    public void Configure_SparseMachine_SizesTheTables()
    {
        var scheduler = new AiNumaScheduler(new AiNumaOptions { WatchdogTimeout = TimeSpan.FromSeconds(3) });
        using OpenBpfObject opened = scheduler.Open();

        scheduler.Configure(opened, NumaTopology.Read(Shape.Tree("0-5", (0, "0-1", "10 20 20"), (2, "2-3", "20 10 20"), (5, "4-5", "20 20 10"))));

        (opened.Value<uint>("nr_nodes"), opened.Value<uint>("nr_cpus")).Should().Be((3u, 6u));
        (opened.MaxEntries("nodes"), opened.MaxEntries("llcs"), opened.MaxEntries("near"), opened.MaxEntries("steals")).Should().Be((3u, 3u, 6u, 9u));
        (opened.MaxEntries("clocks"), opened.MaxEntries("queue_states")).Should().Be((9u, 9u), "one for each LLC and CPU");
        (opened.MaxEntries("cpus"), opened.MaxEntries("cpu_states"), opened.MaxEntries("counters")).Should().Be((6u, 6u, 6u));
        opened.Ops.TimeoutMilliseconds.Should().Be(3000);
        opened.Ops.Name.Should().Be("ai_numa");
    }

    [Fact]
    public void Open_Embedded_HandlesHotplugItself()
    {
        using OpenBpfObject opened = new AiNumaScheduler().Open();

        (opened.Ops.Has("cpu_online"), opened.Ops.Has("cpu_offline"), opened.Ops.Has("exit")).Should().Be((true, true, true));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void SetHome_NoProcess_IsRefused(int tgid) =>
        new AiNumaScheduler().Invoking(scheduler => scheduler.SetHome(tgid, 0)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void ReadStatistics_BeforeTheFirstStart_HasNoNodes()
    {
        AiNumaStatistics statistics = new AiNumaScheduler().ReadStatistics();

        statistics.Nodes.Should().BeEmpty();
        statistics.Cpus.Should().BeEmpty();
        statistics.Total.Should().Be(new AiNumaCounters());
    }
}
