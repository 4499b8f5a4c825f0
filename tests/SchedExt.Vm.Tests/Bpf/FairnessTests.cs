using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>Who gets how much, by CPU time: what the emulator does to latencies does not matter here.</summary>
[Machine(Machines.TwoNodes)]
public sealed class FairnessTests : IDisposable
{
    private readonly List<Hog> _hogs = [];

    public void Dispose() => _hogs.ForEach(hog => hog.Dispose());

    /// <summary>
    /// kernel/sched/core.c, sched_prio_to_weight: 3121 at -5, 335 at 5. For a machine that does nothing else: beside another emulator,
    /// which lets turns last up to twenty times as long, the ratio was measured at 3 to 6.5.
    /// </summary>
    [Theory, Soak]
    [InlineData("1")]
    [InlineData("0-1")]
    [InlineData("0,2")]
    public async Task Weights_NiceMinusFiveAgainstFive_ShareByThem(string cpus)
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        int pairs = CpuSet.Parse(cpus).Count;
        for (int i = 0; i < pairs; i++) _hogs.AddRange([Hog.Start(cpus, -5), Hog.Start(cpus, -5), Hog.Start(cpus, 5), Hog.Start(cpus, 5)]);
        await Task.Delay(500, TestContext.Current.CancellationToken);

        TimeSpan[] had = await Hog.MeasureAsync(_hogs, TimeSpan.FromSeconds(5));

        double high = had.Where((_, i) => i % 4 < 2).Sum(time => time.TotalSeconds), low = had.Where((_, i) => i % 4 >= 2).Sum(time => time.TotalSeconds);
        double weights = 3121.0 / 335;
        (high / low).Should().BeInRange(weights * 0.8, weights * 1.25, "{0:0.00} s against {1:0.00} s", high, low);
    }

    /// <summary>By weight alone its turn would come after more time than the watchdog has.</summary>
    [Fact]
    public async Task LeastWeight_BesideManyHogs_RunsWithinTheWatchdogsTime()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler(new() { WatchdogTimeout = TimeSpan.FromSeconds(5) }));
        _hogs.Add(Hog.Start("1", 19));
        for (int i = 0; i < 15; i++) _hogs.Add(Hog.Start("1"));

        TimeSpan[] had = await Hog.MeasureAsync(_hogs, TimeSpan.FromSeconds(10));

        host.Run.IsCompleted.Should().BeFalse("it must not be ejected, but: {0}", host.Run.IsCompleted ? await host.Run : null);
        had[0].Should().BePositive("it ran");
    }

    /// <summary>Defect of a scheduler that looks at other nodes only when it has nothing to do: a node with ten times the work keeps it.</summary>
    [Fact]
    public async Task Shares_OneNodeOverloaded_EvenOut()
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        for (int i = 0; i < 12; i++) _hogs.Add(Hog.Start(i < 10 ? "0-1" : "2-3"));
        await Task.Delay(500, TestContext.Current.CancellationToken);
        _hogs.ForEach(hog => hog.Move("0-3"));
        await Task.Delay(2000, TestContext.Current.CancellationToken);

        TimeSpan[] had = await Hog.MeasureAsync(_hogs, TimeSpan.FromSeconds(6));

        double mean = had.Average(time => time.TotalSeconds);
        had.Should().OnlyContain(time => Math.Abs(time.TotalSeconds - mean) <= 0.2 * mean, "each should have {0:0.00} s: {1}", mean, string.Join(' ', had.Select(time => $"{time.TotalSeconds:0.00}")));
    }
}
