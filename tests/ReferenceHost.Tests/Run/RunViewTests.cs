using SchedExt.Bpf;

namespace SchedExt.ReferenceHost.Tests.Run;

public class RunViewTests
{
    private static readonly RunningEvent s_running = new("ai_numa", "7.2.13", "7.2.13+deb14-amd64", 42, 412.3, 0, CpuSet.Parse("0-3"), [0, 2]);

    private static readonly StatsEvent s_stats = new(
        10.02,
        [
            new(0, 1234567, 89, 0, new(1234.5, 8.9, 0, 2.6)) { Preempt = 26, Waiting = 12, LongestWaitMilliseconds = 1204 },
            new(2, 5, 0, 3, new(0.4, 0, 0.3)) { Waiting = 0 },
        ],
        new(null, 1234572, 89, 3, new(1234.9, 8.9, 0.3, 2.6)) { Preempt = 26, Waiting = 12, LongestWaitMilliseconds = 1204 })
    {
        Cpus = [new(3, 2, 5, 9, 1, 0, 2, 8, new(6, 2, 0, 0, 90, 4, [], []))], Steals = [new(0, 2, 3)], Events = new Dictionary<string, long> { ["SCX_EV_A"] = 1200, ["SCX_EV_B"] = 0 },
    };

    private static readonly TopologyEvent s_topology = new(CpuSet.Parse("0-2"), [new(0, CpuSet.Parse("0-1"), CpuSet.Parse("0-1")), new(2, CpuSet.Parse("2-3"), CpuSet.Parse("2"))]);

    private static readonly SchedulerExit s_hotplug = new(SchedulerExitKind.UnregisteredByKernel, new(0x1000100000000), "unregistered from the main kernel", "cpu 3 going offline", "");

    private static readonly SchedulerExit s_stall = new(SchedulerExitKind.ErrorStall, default, "runnable task stall", "rank1[42] failed to run for 10.1s", "the dump");

    [Fact]
    public void Table_Run_ReadsWell()
    {
        Shown(
            s_running,
            s_stats,
            s_topology,
            RestartEvent.From(new SchedulerRestart(s_hotplug, TimeSpan.FromMilliseconds(50), 1)),
            s_running with { Restarts = 1, Nodes = [0], Online = CpuSet.Parse("0-1") },
            ExitEvent.From(new SchedulerExit(SchedulerExitKind.Unregistered, default, "unregistered from user space", "", ""), null))
            .Should().Be("""
            ai_numa runs on kernel 7.2.13+deb14-amd64 (CPUs 0-3, nodes 0, 2), confirmed 412 ms after its start. Ctrl-C stops it.
                10.0 s        local        /s   node queue        /s       steals        /s     preempts        /s  waiting   longest
                node 0    1,234,567     1,234           89         9            0         0           26         3       12  1,204 ms
                node 2            5         0            0         0            3         0            0         0        0         –
                   all    1,234,572     1,235           89         9            3         0           26         3       12  1,204 ms
            Online now: CPUs 0-2 (node 0: 0-1, node 2: 2).
            ai_numa ended (UnregisteredByKernel, unregistered from the main kernel): restart 1, in 50 ms.
            ai_numa runs again on kernel 7.2.13+deb14-amd64 (CPUs 0-1, node 0), confirmed 412 ms after its start. Ctrl-C stops it.
            ai_numa ended after 10.0 s: Unregistered (unregistered from user space).

            """);
    }

    [Fact]
    public void Table_Cpus_HasARowForEachAndWhatExplains()
    {
        var output = new StringWriter();
        new TableRunView(output, TextStyle.Plain, cpus: true).Show(s_stats);

        output.ToString().Should().EndWith("""
                   CPU       local   own queue      pinned   near LLCs      steals    preempts     latency   exhausted  waiting   longest
                     3           5           1           6           2           1           0          90           4        2      8 ms
                           3  tasks of node 0 went to node 2
                       1,200  SCX_EV_A

            """);
    }

    [Fact]
    public void Table_OneNode_HasNoSum() => Shown(s_stats with { Nodes = [s_stats.Nodes[0]] }).Should().NotContain("all");

    [Fact]
    public void Table_ThrottledCgroup_HasALine() =>
        Shown(s_stats with { Cgroups = [new("/pod", 20_000, 100_000, 1234, 617, 49.44), new("/calm", 20_000, 100_000, 1234, 0, 0)] })
            .Should().EndWith(" throttled         49.4 s in 617 of 1,234 periods: /pod\n");

    [Fact]
    public void Table_CgroupsWithoutRoom_HasALine() =>
        Shown(s_stats with { CgroupsWithoutRoom = 12 }).Should().EndWith("\n        12 cgroups found no room of their own, and count as part of their parents.\n");

    [Fact]
    public void Table_LiftedLimits_AreNamedAtTheStart() =>
        Shown(s_running with { LiftedCpuLimits = ["/a (1000 2000)"] }).Should().EndWith("\nNot limited while it runs: /a (1000 2000).\n");

    [Fact]
    public void Table_LimitSetLater_IsNamed() =>
        Shown(s_running, new LiftedLimitsEvent("ai_numa", ["/a (1000 2000)"])).Should().EndWith("\nLimited since the start, and not held to it while ai_numa runs: /a (1000 2000).\n");

    [Fact]
    public void Table_LastTable_SaysThatRatesAreMeans() => Shown(s_stats with { Final = true }).Should().StartWith("The whole run, with mean rates:\n");

    [Fact]
    public void Table_Ejection_ShowsReasonAndMessage() =>
        Shown(s_running, ExitEvent.From(s_stall, new KeptFile("/tmp/x.dump"))).Should().EndWith(
            "ai_numa ended after 0.0 s: ErrorStall (runnable task stall: rank1[42] failed to run for 10.1s).\n");

    [Fact]
    public void Table_BudgetSpent_ShowsCodeAndBudget() =>
        Shown(s_running, ExitEvent.From(s_hotplug with { RestartBudgetSpent = true }, null)).Should().EndWith(
            "UnregisteredByKernel (unregistered from the main kernel: cpu 3 going offline), code 0x1000100000000; too many restarts in a short time.\n");

    [Fact]
    public void Table_OtherScheduler_ShowsWhatTheKernelCounts() =>
        Shown(new StatsEvent(2, [], null) { State = "enabled", Rejected = 0, Events = new Dictionary<string, long> { ["SCX_EV_A"] = 1200, ["SCX_EV_B"] = 0 } })
            .Should().Be("     2.0 s  state enabled, tasks declined 0\n           1,200  SCX_EV_A\n");

    [Fact]
    public void Table_GpuHomes_ReadWell() => Shown(
        new GpuHomeEvent(42, 1, ["0000:ca:00.0"], Ended: false), new GpuHomeEvent(43, 1, [], Ended: false),
        new GpuHomeEvent(42, null, [], Ended: false), new GpuHomeEvent(43, null, [], Ended: true)).Should().Be("""
            Process 42 is at home on node 1 (0000:ca:00.0).
            Process 43 is at home on node 1 (as its parent).
            Process 42 has no home of a GPU any more.
            Process 43 ended, and its home with it.

            """);

    [Fact]
    public void Table_GpuHomes_AreCountedBelowTheTable() =>
        Shown(s_stats with { GpuHomes = new SortedDictionary<int, int> { [0] = 12, [2] = 1 } }).Should().EndWith("\nAt home by a GPU: 12 on node 0, 1 on node 2.\n");

    [Fact]
    public void Table_Terminal_IsColouredAndElseNot()
    {
        Shown(TextStyle.Coloured, s_running, s_stats).Should().Contain("\e[32mai_numa\e[0m").And.Contain("\e[1m");
        Shown(s_running, s_stats).Should().NotContain("\e");
    }

    [Fact]
    public void Json_Run_IsOneObjectALine()
    {
        var output = new StringWriter();
        var view = new JsonRunView(output);
        RunEvent[] events =
        [
            s_running,
            new StatsEvent(1, [new(0, 1, 2, 3, new(1, 2, 3))], new(null, 1, 2, 3, new(1, 2, 3))),
            s_topology,
            RestartEvent.From(new SchedulerRestart(s_hotplug, TimeSpan.FromMilliseconds(50), 1)),
            new GpuHomeEvent(42, 1, ["0000:ca:00.0"], Ended: false),
            new GpuHomeEvent(42, null, [], Ended: true),
            new LiftedLimitsEvent("ai_numa", ["/a (1000 2000)"]),
            new StatsEvent(2, [], null) { GpuHomes = new SortedDictionary<int, int> { [1] = 1 } },
            ExitEvent.From(s_stall, new KeptFile("/tmp/x.dump")),
        ];

        foreach (RunEvent happened in events) view.Show(happened);

        output.ToString().Should().Be("""
            {"type":"running","scheduler":"ai_numa","kernel":"7.2.13","release":"7.2.13+deb14-amd64","processId":42,"startMilliseconds":412.3,"restarts":0,"online":"0-3","nodes":[0,2]}
            {"type":"stats","seconds":1,"nodes":[{"id":0,"local":1,"queue":2,"steal":3,"perSecond":{"local":1,"queue":2,"steal":3,"preempt":0},"preempt":0}],"total":{"local":1,"queue":2,"steal":3,"perSecond":{"local":1,"queue":2,"steal":3,"preempt":0},"preempt":0}}
            {"type":"topology","online":"0-2","nodes":[{"id":0,"cpus":"0-1","onlineCpus":"0-1"},{"id":2,"cpus":"2-3","onlineCpus":"2"}]}
            {"type":"restart","number":1,"delayMilliseconds":50,"cause":"Hotplug","exit":{"kind":"UnregisteredByKernel","code":281479271677952,"reason":"unregistered from the main kernel","message":"cpu 3 going offline"}}
            {"type":"gpuHome","pid":42,"node":1,"gpus":["0000:ca:00.0"],"ended":false}
            {"type":"gpuHome","pid":42,"gpus":[],"ended":true}
            {"type":"liftedCpuLimits","scheduler":"ai_numa","cgroups":["/a (1000 2000)"]}
            {"type":"stats","seconds":2,"nodes":[],"gpuHomes":{"1":1}}
            {"type":"exit","kind":"ErrorStall","code":0,"reason":"runnable task stall","message":"rank1[42] failed to run for 10.1s","restartBudgetSpent":false,"dumpFile":"/tmp/x.dump"}

            """);
    }

    private static string Shown(params RunEvent[] events) => Shown(TextStyle.Plain, events);

    private static string Shown(TextStyle style, params RunEvent[] events)
    {
        var output = new StringWriter();
        var view = new TableRunView(output, style);
        foreach (RunEvent happened in events) view.Show(happened);
        return output.ToString();
    }
}
