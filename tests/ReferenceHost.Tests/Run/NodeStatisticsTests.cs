using SchedExt.Bpf;

namespace SchedExt.ReferenceHost.Tests.Run;

public class NodeStatisticsTests
{
    private readonly ManualTime _time = new();
    private AiNumaStatistics _now = new([]);

    [Fact]
    public void Read_EachTime_GivesTotalsAndRatesSinceTheLast()
    {
        NodeStatistics statistics = Begin();
        Count(Node(0, 100, 10, 1), Node(2, 50, 0, 0));
        _time.Advance(2);
        statistics.Read();
        Count(Node(0, 160, 10, 4), Node(2, 50, 8, 0));
        _time.Advance(4);

        StatsEvent stats = statistics.Read();

        stats.Seconds.Should().Be(6);
        stats.Nodes.Select(node => node with { Details = null, Waiting = null }).Should().Equal(new NodeCounters(0, 160, 10, 4, new(15, 0, 0.8)), new NodeCounters(2, 50, 8, 0, new(0, 2, 0)));
        (stats.Total! with { Details = null, Waiting = null }).Should().Be(new NodeCounters(null, 210, 18, 4, new(15, 2, 0.8)));
    }

    [Fact]
    public void ReadLast_AfterReads_GivesMeanRates()
    {
        NodeStatistics statistics = Begin();
        Count(Node(0, 100, 0, 0));
        _time.Advance(5);
        statistics.Read();
        _time.Advance(5);

        StatsEvent last = statistics.ReadLast();

        (last.Final, last.Seconds, last.Nodes[0].PerSecond.Local).Should().Be((true, 10, 10));
    }

    [Fact]
    public void Read_NoTimePassed_HasNoRates()
    {
        NodeStatistics statistics = Begin();
        Count(Node(0, 100, 0, 0));

        statistics.Read().Nodes[0].PerSecond.Should().Be(new CounterRates(0, 0, 0));
    }

    [Fact]
    public void Read_LimitedCgroup_IsToldWithWhatItWaited()
    {
        NodeStatistics statistics = Begin();
        var group = new AiNumaCgroupStatistics("/pod", TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100), TimeSpan.Zero)
        {
            Periods = 10, ThrottledPeriods = 4, ThrottledTime = TimeSpan.FromSeconds(0.32),
        };
        _now = new AiNumaStatistics([]) { Cgroups = [group], CgroupsWithoutRoom = 3 };

        StatsEvent read = statistics.Read();

        read.Cgroups.Should().Equal(new CgroupCounters("/pod", 20_000, 100_000, 10, 4, 0.32));
        read.CgroupsWithoutRoom.Should().Be(3);
    }

    [Fact]
    public void Read_NoLimitedCgroup_LeavesThemOut() => Begin().Read().Should().Match<StatsEvent>(read => read.Cgroups == null && read.CgroupsWithoutRoom == null);

    [Fact]
    public void Read_CpusStealsAndQueues_AreShown()
    {
        NodeStatistics statistics = Begin();
        _now = new([new(0) { Waiting = 3, LongestWait = TimeSpan.FromMilliseconds(12), Preempt = 8 }, new(2) { Waiting = 1 }])
        {
            Cpus = [new(5, 2) { Queue = 9, Pinned = 4, Waiting = 1, BudgetExhausted = 2 }], Steals = [new(0, 2, 6)], KernelEvents = new Dictionary<string, long> { ["SCX_EV_A"] = 1 },
        };
        _time.Advance(4);

        StatsEvent stats = statistics.Read();

        (stats.Total!.Waiting, stats.Total.LongestWaitMilliseconds, stats.Total.Preempt, stats.Total.PerSecond.Preempt).Should().Be((4, 12, 8, 2));
        stats.Cpus.Should().ContainSingle().Which.Should().Match<CpuCounters>(cpu => cpu.Cpu == 5 && cpu.Node == 2 && cpu.Waiting == 1 && cpu.Details.Pinned == 4 && cpu.Details.BudgetExhausted == 2);
        stats.Steals.Should().Equal(new StealCount(0, 2, 6));
        stats.Events.Should().ContainKey("SCX_EV_A");
    }

    private static AiNumaNodeStatistics Node(int id, long local, long queue, long steal) => new(id) { Local = local, Queue = queue, Steal = steal };

    private NodeStatistics Begin()
    {
        var statistics = new NodeStatistics(() => _now, _time);
        _time.Advance(1000);
        statistics.Begin();
        return statistics;
    }

    private void Count(params AiNumaNodeStatistics[] nodes) => _now = new AiNumaStatistics(nodes);
}
