namespace SchedExt.ReferenceHost.Tests.Run;

public class KernelStatisticsTests
{
    private const string Root = "sys/kernel/sched_ext";

    [Fact]
    public void Read_KernelWithEvents_TakesThemByName()
    {
        var machine = new KernelTree
        {
            { $"{Root}/state", "enabled\n" }, { $"{Root}/nr_rejected", "3\n" },
            { $"{Root}/root/events", "SCX_EV_SELECT_CPU_FALLBACK 12\nSCX_EV_REFILL_SLICE_DFL 0\nodd line of a later kernel\n" },
        };

        StatsEvent stats = new KernelStatistics(machine, new ManualTime()).Read();

        (stats.State, stats.Rejected, stats.Nodes.Count, stats.Total).Should().Be(("enabled", 3, 0, null));
        stats.Events.Should().Equal(new Dictionary<string, long> { ["SCX_EV_REFILL_SLICE_DFL"] = 0, ["SCX_EV_SELECT_CPU_FALLBACK"] = 12 });
    }

    [Fact]
    public void Read_KernelWithoutEvents_LeavesThemOut()
    {
        var machine = new KernelTree { { $"{Root}/state", "enabled\n" }, { $"{Root}/nr_rejected", "0\n" } };

        StatsEvent stats = new KernelStatistics(machine, new ManualTime()).Read();

        HostJson.Line<RunEvent>(stats).Should().Be("""{"type":"stats","seconds":0,"nodes":[],"state":"enabled","rejected":0}""");
    }
}
