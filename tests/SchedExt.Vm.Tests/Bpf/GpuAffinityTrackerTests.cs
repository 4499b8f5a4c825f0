using System.Diagnostics;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

[Machine(Machines.Exact)]
public sealed class GpuAffinityTrackerTests : IAsyncDisposable
{
    /// <summary>Of a task's looks at where it is. By chance it is a quarter; all, but for what the test and the tracker themselves do on the home's CPUs.</summary>
    private const double MostWakeups = 0.6;

    private readonly GpuDevices _gpus = new();
    private readonly AiNumaScheduler _scheduler = new();
    private readonly CancellationTokenSource _stop = new();
    private GpuAffinityTracker? _tracker;
    private Task _tracking = Task.CompletedTask;
    private RunningHost? _host;

    private static CpuSet Node(int id) => NumaTopology.Read(KernelRoot.Host).FindNode(id)!.Cpus;

    [Fact]
    public async Task RunAsync_ProcessOpensAGpu_IsAtHomeWithinASecondAndItsChildToo()
    {
        await StartAsync();
        using var trainer = new PerlProgram("if (!($child = fork)) { work } <STDIN>; gpu(1); print \"$child\\n\"; work");
        await Task.Delay(TimeSpan.FromMilliseconds(700), TestContext.Current.CancellationToken); // a scan sees them without a GPU
        var clock = Stopwatch.StartNew();
        trainer.Tell("open");
        int child = await trainer.ReadNumberAsync();
        _gpus.SetUseCount(1); // as the driver's open does

        await Until.TrueAsync(() => IsHome(trainer.Id, 1) && IsHome(child, 1), "the trainer and its child are at home");

        clock.Elapsed.TotalSeconds.Should().BeLessThan(1);
        (await PerlProgram.ShareOnAsync(trainer.Id, Node(1))).Should().BeGreaterThan(MostWakeups, "an idle machine has an idle CPU at home for nearly each wake-up");
        (await PerlProgram.ShareOnAsync(child, Node(1))).Should().BeGreaterThan(MostWakeups);
    }

    [Fact]
    public async Task RunAsync_ChildForkedLater_IsAtHomeWithinASecond()
    {
        await StartAsync();
        using var trainer = new PerlProgram("gpu(0); <STDIN>; if (!($child = fork)) { @open = (); work } print \"$child\\n\"; work");
        await Until.TrueAsync(() => IsHome(trainer.Id, 0), "the trainer is at home");
        trainer.Tell("fork");
        int child = await trainer.ReadNumberAsync();
        var clock = Stopwatch.StartNew();

        await Until.TrueAsync(() => IsHome(child, 0), "the child is at home");

        clock.Elapsed.TotalSeconds.Should().BeLessThan(1);
        (await PerlProgram.ShareOnAsync(child, Node(0))).Should().BeGreaterThan(MostWakeups);
    }

    /// <summary>It was there before the first scan, so it is not looked at for being new.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_OldProcessOpens_IsFoundWhetherTheDriverIsAModuleOrNot(bool counts)
    {
        if (!counts) _gpus.BuildDriverIn();
        using var trainer = new PerlProgram("<STDIN>; gpu(1); print \"1\\n\"; work");
        await StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        var clock = Stopwatch.StartNew();
        trainer.Tell("open");
        await trainer.ReadNumberAsync();
        if (counts) _gpus.SetUseCount(1); // as the driver's open does

        await Until.TrueAsync(() => IsHome(trainer.Id, 1), "the trainer is at home");

        clock.Elapsed.TotalSeconds.Should().BeLessThan(1);
    }

    [Fact]
    public async Task RunAsync_GpusOfTwoNodes_IsLeftAloneWithItsChildren()
    {
        await StartAsync();
        using var launcher = new PerlProgram("gpu(0); gpu(1); if (!($child = fork)) { @open = (); work } if (!($rank = fork)) { @open = (); gpu(1); work } print \"$child\\n$rank\\n\"; work");
        int child = await launcher.ReadNumberAsync(), rank = await launcher.ReadNumberAsync();

        await Until.TrueAsync(() => IsHome(rank, 1), "the rank with one GPU is at home");
        for (int i = 0; i < 3; i++) _tracker!.Scan();

        _tracker!.Homes.Select(home => home.Pid).Should().NotContain([launcher.Id, child]);
    }

    [Fact, Soak]
    public async Task RunAsync_ThousandProcessesEndAndIdsAreUsedAgain_NoEntryStays()
    {
        string most = File.ReadAllText("/proc/sys/kernel/pid_max");
        File.WriteAllText("/proc/sys/kernel/pid_max", "1200");
        try
        {
            await StartAsync(TimeSpan.FromMilliseconds(50));
            _tracker!.Scan();
            int descriptors = Footprint.Of(Environment.ProcessId).Descriptors;
            HashSet<int> seen = [];
            int again = 0;
            _tracker.Changed += change =>
            {
                if (change.Node is not null && !seen.Add(change.Pid)) again++;
            };
            using var churn = new PerlProgram("""
                for $i (1..1000) { if (!fork) { gpu($i % 2); nap(0.06); exit } if (!fork) { nap(0.06); exit } nap(0.02); }
                nap(0.3); print "done\n"; work
                """);
            (await churn.ReadLineAsync()).Should().Be("done");
            again.Should().BePositive("some had an id whose former owner had a home");

            await Until.TrueAsync(() => _tracker.Homes.Count == 0, "nobody has a home any more", seconds: 5);
            Footprint.Of(Environment.ProcessId).Descriptors.Should().BeLessThan(descriptors + 20, "none of a thousand is kept, for processes that ended; the program under way and the runtime have some");
        }
        finally
        {
            File.WriteAllText("/proc/sys/kernel/pid_max", most);
        }
    }

    [Fact]
    public async Task SetCgroupHome_CgroupAround_BringsWhoeverIsBelow()
    {
        await StartAsync();
        DirectoryInfo pod = Directory.CreateDirectory("/sys/fs/cgroup/pod7"), container = pod.CreateSubdirectory("container");
        using (var worker = new PerlProgram("work"))
        {
            int elsewhere = (await PerlProgram.ShareOnAsync(worker.Id, Node(0))) > 0.5 ? 1 : 0;
            _scheduler.SetCgroupHome(pod.FullName, elsewhere);
            await Task.Delay(200, TestContext.Current.CancellationToken);
            (await PerlProgram.ShareOnAsync(worker.Id, Node(elsewhere))).Should().BeLessThan(0.5, "it is in no such cgroup yet");

            File.WriteAllText(Path.Combine(container.FullName, "cgroup.procs"), $"{worker.Id}");
            await Task.Delay(200, TestContext.Current.CancellationToken);

            (await PerlProgram.ShareOnAsync(worker.Id, Node(elsewhere))).Should().BeGreaterThan(MostWakeups);
        }

        container.Delete();
        pod.Delete();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _tracking;
        _tracker?.Dispose();
        if (_host is not null) await _host.DisposeAsync();
        _gpus.Dispose();
        _stop.Dispose();
    }

    private async Task StartAsync(TimeSpan? interval = null)
    {
        _host = await RunningHost.StartAsync(_scheduler);
        _tracker = new GpuAffinityTracker(_scheduler, new() { Devices = _gpus.Root, Interval = interval ?? TimeSpan.FromMilliseconds(500) });
        _tracking = _tracker.RunAsync(_stop.Token);
    }

    private bool IsHome(int pid, int node) => _tracker!.Homes.Any(home => home.Pid == pid && home.Node == node);
}
