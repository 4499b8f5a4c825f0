using System.Diagnostics;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>Who gets how much CPU time, and where. In a machine whose time is its instructions, so that a busy host changes nothing.</summary>
[Machine(Machines.Exact)]
public sealed class FairnessTests : IDisposable
{
    private const string AllCpus = "0-7";
    private const int CpuCount = 8;
    private const double Tick = 4; // ms, of a kernel with 250 Hz

    private readonly List<Hog> _hogs = [];

    public void Dispose() => _hogs.ForEach(hog => hog.Dispose());

    /// <summary>
    /// kernel/sched/core.c, sched_prio_to_weight: 3121 at -5, 335 at 5. One LLC; one CPU, so that all have a queue of their own; two
    /// nodes, where counting tasks would leave three heavy ones beside a light one.
    /// </summary>
    [Fact]
    public Task Weights_NiceMinusFiveAgainstFive_ShareByThem() => ShareByNiceAsync("0-1");

    [Theory, Soak]
    [InlineData("1")]
    [InlineData("0,2")]
    public Task Weights_NiceMinusFiveAgainstFiveOnOtherCpus_ShareByThem(string cpus) => ShareByNiceAsync(cpus);

    private async Task ShareByNiceAsync(string cpus)
    {
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        int pairs = CpuSet.Parse(cpus).Count;
        for (int i = 0; i < pairs; i++) _hogs.AddRange([Hog.Start(cpus, -5), Hog.Start(cpus, -5), Hog.Start(cpus, 5), Hog.Start(cpus, 5)]);
        await Task.Delay(1000, TestContext.Current.CancellationToken);

        // One turn of 0.1 s, which the emulator gives now and then, decides five seconds; who is unfair stays so for fifteen.
        const double Weights = 3121.0 / 335;
        double high = 0, low = 0;
        for (int i = 0; i < 3 && Math.Abs((high / low / Weights) - 1) is not <= 0.1; i++)
        {
            TimeSpan[] had = await Hog.MeasureAsync(_hogs, TimeSpan.FromSeconds(5));
            high += had.Where((_, i) => i % 4 < 2).Sum(time => time.TotalSeconds);
            low += had.Where((_, i) => i % 4 >= 2).Sum(time => time.TotalSeconds);
            TestContext.Current.TestOutputHelper!.WriteLine($"{high / low:0.00} for weights of {Weights:0.00}: {Seconds(had)}");
        }

        (high / low).Should().BeInRange(Weights * 0.9, Weights * 1.1);
    }

    /// <summary>By weight alone its turn would come after more time than the watchdog has.</summary>
    [Fact]
    public async Task LeastWeight_BesideManyHogs_RunsWithinTheWatchdogsTime()
    {
        var scheduler = new AiNumaScheduler(new() { WatchdogTimeout = TimeSpan.FromSeconds(5) });
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        _hogs.Add(Hog.Start("1", 19));
        for (int i = 0; i < 15; i++) _hogs.Add(Hog.Start("1"));
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        TimeSpan longest = default, had = _hogs[0].CpuTime;

        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(9);)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            TimeSpan now = scheduler.ReadStatistics().Nodes.Max(node => node.LongestWait) ?? TimeSpan.Zero;
            if (now > longest) longest = now;
        }

        host.Run.IsCompleted.Should().BeFalse("it must not be ejected, but: {0}", host.Run.IsCompleted ? await host.Run : null);
        TestContext.Current.TestOutputHelper!.WriteLine($"longest wait {longest.TotalMilliseconds:0} ms");
        (_hogs[0].CpuTime - had).Should().BePositive("it ran");
        longest.Should().BePositive().And.BeLessThan(TimeSpan.FromSeconds(2.5), "nobody waits beyond half of the watchdog's time");
    }

    /// <summary>
    /// Nobody waits longer than the fair share asks and a tenth of a second: at no time has a task had less than its share of what all had
    /// by more than the share of that tenth, the turn that it waits for, and a tick. Or than with the kernel's own scheduler, which tells what
    /// this machine's late ticks make of it. Many of one weight, and one of little weight (335 beside 3121, kernel/sched/core.c,
    /// sched_prio_to_weight); in an LLC's queue and in a CPU's.
    /// </summary>
    [Fact]
    public Task Lag_OnAFullLlc_IsATenthOfASecondOfTheShareAtMost() => LagIsATenthOfASecondAsync("0-1", others: 6, nice: -5);

    [Theory, Soak]
    [InlineData("1", 8, 0)]
    [InlineData("0-1", 16, 0)]
    [InlineData("1", 3, -5)]
    public Task Lag_OnOtherCpus_IsATenthOfASecondOfTheShareAtMost(string cpus, int others, int nice) => LagIsATenthOfASecondAsync(cpus, others, nice);

    private async Task LagIsATenthOfASecondAsync(string cpus, int others, int nice)
    {
        _hogs.Add(Hog.Start(cpus, nice == 0 ? 0 : 5));
        for (int i = 0; i < others; i++) _hogs.Add(Hog.Start(cpus, nice));
        double[] weights = [.. _hogs.Select((_, i) => nice == 0 ? 1 : i == 0 ? 335 : 3121.0)];
        double[] shares = [.. weights.Select(weight => weight / weights.Sum())];
        double byDefault = (await WorstLagsAsync(shares)).Max();
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());

        double turn = new AiNumaOptions().MaximumSlice.TotalMilliseconds;
        double[] allowed = [.. shares.Select(share => Math.Max((100 * CpuSet.Parse(cpus).Count * share) + turn, byDefault) + Tick)];
        double excess = double.MaxValue;

        // A turn of 0.1 s, which the emulator gives now and then, is one look's lag; who is unfair lags in all three measurements.
        for (int i = 0; i < 3 && excess > 0; i++)
        {
            double[] lags = await WorstLagsAsync(shares);
            excess = lags.Zip(allowed, (lag, most) => lag - most).Max();
            TestContext.Current.TestOutputHelper!.WriteLine($"{string.Join(' ', lags.Zip(allowed, (lag, most) => $"{lag:0} of {most:0} ms"))}; {byDefault:0} ms with the kernel's scheduler");
        }

        excess.Should().BeLessThanOrEqualTo(0);
    }

    /// <summary>Defect of a scheduler that looks at other nodes only when it has nothing to do: a node with ten times the work keeps it.</summary>
    [Fact]
    public async Task Shares_OneNodeOverloaded_EvenOutAsFastAsTheKernelDoes()
    {
        for (int i = 0; i < 26; i++) _hogs.Add(Hog.Start("0-1"));
        await Task.Delay(500, TestContext.Current.CancellationToken);
        double byDefault = await BusyAfterReleaseAsync();
        _hogs.ForEach(hog => hog.Move("0-1"));
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        await Task.Delay(500, TestContext.Current.CancellationToken);
        double busy = await BusyAfterReleaseAsync();

        TimeSpan[] had = await Hog.MeasureAsync(_hogs, TimeSpan.FromSeconds(6));

        TestContext.Current.TestOutputHelper!.WriteLine($"{busy:P1} busy, by default {byDefault:P1}: {Seconds(had)}");
        double mean = had.Average(time => time.TotalSeconds);
        had.Should().OnlyContain(time => Math.Abs(time.TotalSeconds - mean) <= 0.2 * mean, "each should have {0:0.00} s: {1}", mean, Seconds(had));
        busy.Should().BeGreaterThanOrEqualTo(byDefault - (0.01 / CpuCount), "CPUs must not be idle longer than with the kernel's scheduler, but for a tick or two of one");
    }

    [Fact]
    public async Task Homes_ThriceAsManyHogsAsCpus_AreWhereTheyRun()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        for (int i = 0; i < CpuCount * 3; i++) _hogs.Add(Hog.Start(AllCpus));
        await Task.Delay(4000, TestContext.Current.CancellationToken);
        AiNumaCounters before = scheduler.ReadStatistics().Total;

        TimeSpan[] had = await Hog.MeasureAsync(_hogs, TimeSpan.FromSeconds(5));

        AiNumaCounters after = scheduler.ReadStatistics().Total;
        double home = after.AtHome - before.AtHome, away = after.Away - before.Away;
        TestContext.Current.TestOutputHelper!.WriteLine($"{home} turns at home, {away} away: {Seconds(had)}");
        (home / (home + away)).Should().BeGreaterThanOrEqualTo(0.92, "95 % are wanted, 95.0 to 97.7 were measured, and 83 to 93 before guests came over first");
    }

    /// <summary>One CPU is a real-time task's for 2 s: wake-ups that were sent there must get away. The kernel's own scheduler tells what the machine itself makes of it.</summary>
    [Fact]
    public async Task RealTimeHog_OnOneCpu_NoWakeupWaitsForIt()
    {
        using var sleepers = new Sleepers(CpuCount);
        TimeSpan byDefault = await LatestBesideRealTimeHogAsync(sleepers);
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());

        TimeSpan latest = await LatestBesideRealTimeHogAsync(sleepers);

        TestContext.Current.TestOutputHelper!.WriteLine($"latest wake-up: {latest.TotalMilliseconds:0.0} ms, with the kernel's scheduler {byDefault.TotalMilliseconds:0.0} ms");
        latest.TotalMilliseconds.Should().BeLessThan(Math.Max(byDefault.TotalMilliseconds * 2, 50), "a wake-up that waited for the real-time task would wait for most of a second");
    }

    /// <summary>By how many milliseconds each had less than its share of what all had, at the worst of the looks in 4 s.</summary>
    private async Task<double[]> WorstLagsAsync(double[] shares)
    {
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var worst = new double[shares.Length];
        TimeSpan[] before = [.. _hogs.Select(hog => hog.CpuTime)];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(4);)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            double[] had = [.. _hogs.Select((hog, i) => (hog.CpuTime - before[i]).TotalMilliseconds)];
            for (int i = 0; i < had.Length; i++) worst[i] = Math.Max(worst[i], (had.Sum() * shares[i]) - had[i]);
        }

        return worst;
    }

    private static string Seconds(TimeSpan[] had) => string.Join(' ', had.Select(time => $"{time.TotalSeconds:0.00}"));

    /// <summary>Lets all hogs run everywhere, and measures how busy the CPUs are in the 2 s from then on.</summary>
    private async Task<double> BusyAfterReleaseAsync()
    {
        var idle = IdleTime.Start();
        _hogs.ForEach(hog => hog.Move(AllCpus));
        await Task.Delay(2000, TestContext.Current.CancellationToken);
        return 1 - idle.Share();
    }

    private async Task<TimeSpan> LatestBesideRealTimeHogAsync(Sleepers sleepers)
    {
        using Hog hog = Hog.Start("1");
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        hog.MakeRealTime();
        sleepers.TakeLatest();
        TimeSpan[] had = await Hog.MeasureAsync([hog], TimeSpan.FromSeconds(2));
        TimeSpan latest = sleepers.TakeLatest();
        had[0].TotalSeconds.Should().BeGreaterThan(1, "the real-time task had the CPU");
        return latest;
    }
}
