namespace SchedExt.Bpf.Tests;

public sealed class AiNumaStatisticsTests
{
    [Fact]
    public void Total_Nodes_IsTheirSumAndNoNode()
    {
        AiNumaCounters total = new AiNumaStatistics([Node(0, 1, 20, 300), Node(2, 4, 50, 600)]).Total;

        total.Should().Be(new AiNumaCounters { Local = 5, Queue = 70, Steal = 900 });
        total.Total.Should().Be(975);
    }

    [Fact]
    public void Plus_Past_AddsCountersByIdAndKeepsWhatWaitsNow()
    {
        AiNumaStatistics now = new([Node(0, 1, 2, 3) with { Waiting = 7, LongestWait = TimeSpan.FromMilliseconds(8) }])
        {
            Cpus = [new(0, 0) { Local = 1, Waiting = 2 }], Steals = [new(2, 0, 3)],
        };
        AiNumaStatistics past = new([Node(0, 10, 20, 30), Node(2, 100, 0, 0)])
        {
            Cpus = [new(0, 0) { Local = 10 }, new(3, 2) { Local = 100 }], Steals = [new(0, 2, 5), new(2, 0, 30)],
        };

        AiNumaStatistics sum = now.Plus(past);

        sum.Nodes.Should().Equal(Node(0, 11, 22, 33) with { Waiting = 7, LongestWait = TimeSpan.FromMilliseconds(8) }, Node(2, 100, 0, 0));
        sum.Cpus.Should().Equal(new AiNumaCpuStatistics(0, 0) { Local = 11, Waiting = 2 }, new AiNumaCpuStatistics(3, 2) { Local = 100 });
        sum.Steals.Should().Equal(new AiNumaSteals(0, 2, 5), new AiNumaSteals(2, 0, 33));
        sum.Total.Local.Should().Be(111);
    }

    [Fact]
    public void Counters_LatencyWakeups_AreTheHistogramsTotal() =>
        new AiNumaCounters { LatencyWait = new WakeupLatency([1, 2, 3]) }.LatencyWakeups.Should().Be(6);

    private static AiNumaNodeStatistics Node(int id, long local, long queue, long steal) => new(id) { Local = local, Queue = queue, Steal = steal };
}
