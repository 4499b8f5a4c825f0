using SchedExt.Tests.Gpus;

namespace SchedExt.Bpf.Tests;

public sealed class GpuAffinityTrackerTests : IDisposable
{
    private const int OnNode0 = 0, AlsoOnNode0 = 1, OnNode1 = 2, OnNoNode = 3;

    private readonly GpuMachine _machine = new(counts: true);
    private readonly AiNumaScheduler _scheduler = new();
    private readonly ManualTime _clock = new();
    private readonly GpuAffinityTracker _tracker;
    private readonly List<GpuHomeChange> _changes = [];

    public GpuAffinityTrackerTests()
    {
        _tracker = new GpuAffinityTracker(_scheduler, new() { Processes = _machine.Tree, Devices = _machine.Tree, Clock = _clock });
        _tracker.Changed += _changes.Add;
        // Another pid namespace's proc: homes are named by process id, which needs no process.
        _machine.Tree.Remove("proc/self");
    }

    public void Dispose() => _tracker.Dispose();

    [Fact]
    public void Scan_ProcessWithAGpu_IsAtHomeOnItsNodeWithChildrenAndTheirs()
    {
        int trainer = _machine.Start(), loader = _machine.Start(trainer), grandchild = _machine.Start(loader), other = _machine.Start();
        _machine.Open(trainer, OnNode1);

        _tracker.Scan();

        Homes().Should().Equal((trainer, 1), (loader, 1), (grandchild, 1));
        _tracker.Homes[0].Gpus.Select(gpu => gpu.Address).Should().Equal("0000:03:00.0");
        (_scheduler.HomeOf(loader), _scheduler.HomeOf(other)).Should().Be((1, null));
    }

    [Fact]
    public void Scan_SeveralGpusOfOneNode_AreItsHome()
    {
        int trainer = _machine.Start();
        _machine.Open(trainer, OnNode0);
        _machine.Open(trainer, AlsoOnNode0);

        _tracker.Scan();

        Homes().Should().Equal((trainer, 0));
    }

    [Theory]
    [InlineData(OnNode0, OnNode1)]
    [InlineData(OnNode0, OnNoNode)]
    [InlineData(OnNoNode, OnNoNode)]
    public void Scan_GpusOfTwoNodesOrOfNone_IsLeftAloneWithItsChildren(int one, int other)
    {
        int launcher = _machine.Start(), child = _machine.Start(launcher), rank = _machine.Start(launcher);
        _machine.Open(launcher, one);
        _machine.Open(launcher, other);
        _machine.Open(rank, OnNode1);

        _tracker.Scan();

        Homes().Should().Equal((rank, 1));
        _scheduler.HomeOf(child).Should().BeNull();
    }

    [Fact]
    public void Scan_ParentOpensASecondNode_NobodyIsAtHomeAnyMore()
    {
        int trainer = _machine.Start(), loader = _machine.Start(trainer);
        _machine.Open(trainer, OnNode0);
        _tracker.Scan();
        _machine.Open(trainer, OnNode1);

        _tracker.Scan();

        Homes().Should().BeEmpty();
        (_scheduler.HomeCount, _scheduler.HomeOf(loader)).Should().Be((0, null));
    }

    [Fact]
    public void Scan_ChildForkedLater_TakesAfterItsParentUntilItOpensAnotherGpu()
    {
        int trainer = _machine.Start();
        _machine.Open(trainer, OnNode0);
        _tracker.Scan();
        int child = _machine.Start(trainer);

        _tracker.Scan();
        Homes().Should().Equal((trainer, 0), (child, 0));

        _machine.Open(child, OnNode1);
        _tracker.Scan();
        Homes().Should().Equal((trainer, 0), (child, 1));

        _machine.Close(child, OnNode1);
        _tracker.Scan();
        Homes().Should().Equal((trainer, 0), (child, 0));
    }

    [Fact]
    public void Scan_ChildOpensTheSameGpu_ItsGpusAreKnown()
    {
        int trainer = _machine.Start(), child = _machine.Start(trainer);
        _machine.Open(trainer, OnNode0);
        _tracker.Scan();
        _machine.Open(child, OnNode0);

        _tracker.Scan();

        _tracker.Homes.Should().OnlyContain(home => home.Gpus.Count == 1);
    }

    [Fact]
    public void Scan_ParentEnds_ChildStaysUntilItEnds()
    {
        int trainer = _machine.Start(), loader = _machine.Start(trainer);
        _machine.Open(trainer, OnNode1);
        _tracker.Scan();
        _machine.End(trainer);

        _tracker.Scan();
        Homes().Should().Equal((loader, 1));

        _machine.End(loader);
        _tracker.Scan();
        Homes().Should().BeEmpty();
        _scheduler.HomeCount.Should().Be(0);
        _changes[^1].Should().BeEquivalentTo(new GpuHomeChange(loader, null, [], HasEnded: true));
    }

    [Fact]
    public void Scan_IdTakenOver_IsNotAtHome()
    {
        int trainer = _machine.Start();
        _machine.Open(trainer, OnNode1);
        _tracker.Scan();
        _machine.End(trainer);
        _machine.StartAs(trainer);

        _tracker.Scan();

        Homes().Should().BeEmpty();
        _scheduler.HomeOf(trainer).Should().BeNull();
    }

    [Fact]
    public void Scan_ThousandCyclesOfExitsAndIdsUsedAgain_LeaveNoEntry()
    {
        var random = new Random(6);
        for (int cycle = 0; cycle < 1000; cycle++)
        {
            int trainer = _machine.Start(), loader = _machine.Start(trainer);
            _machine.Open(trainer, random.Next(3));
            if (random.Next(2) == 0) _tracker.Scan();
            _machine.End(trainer);
            int heir = _machine.StartAs(trainer);
            if (random.Next(2) == 0) _tracker.Scan();
            _machine.End(loader);
            _machine.End(heir);
        }

        _tracker.Scan();

        Homes().Should().BeEmpty();
        _scheduler.HomeCount.Should().Be(0);
        _changes.Should().NotBeEmpty();
    }

    [Fact]
    public void Scan_RandomFamilies_AreWhereTheRulesSay()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var machine = new GpuMachine(counts: true);
            using var tracker = new GpuAffinityTracker(new AiNumaScheduler(), new() { Processes = machine.Tree, Devices = machine.Tree });
            machine.Tree.Remove("proc/self");
            Dictionary<int, int> parents = [];
            Dictionary<int, SortedSet<int>> open = [];
            for (int step = 0; step < 80; step++)
            {
                int any = open.Count == 0 ? 1 : open.Keys.ElementAt(random.Next(open.Count)), gpu = random.Next(4);
                if (random.Next(3) == 0 || any == 1)
                {
                    int child = machine.Start(any);
                    (parents[child], open[child]) = (any, []);
                }
                else if (random.Next(2) == 0)
                {
                    machine.Open(any, gpu);
                    open[any].Add(gpu);
                }
                else
                {
                    machine.Close(any, gpu);
                    open[any].Remove(gpu);
                }

                tracker.Scan();
                tracker.Homes.Select(home => (home.Pid, (int?)home.Node)).Should().Equal(
                    open.Keys.Order().Select(pid => (pid, HomeOf(pid))).Where(pair => pair.Item2 is not null), "seed {0}, step {1}", seed, step);
            }

            // The rules once more: GPUs 0 and 1 are on node 0, 2 is on node 1, nobody knows where 3 is.
            int? HomeOf(int pid) => !open.TryGetValue(pid, out SortedSet<int>? gpus) ? null
                : gpus.Count == 0 ? HomeOf(parents[pid])
                : gpus.All(gpu => gpu < 2) ? 0
                : gpus.All(gpu => gpu == 2) ? 1
                : null;
        }
    }

    [Fact]
    public void Scan_GpuThatIsMoved_MovesItsProcesses()
    {
        int trainer = _machine.Start(), loader = _machine.Start(trainer);
        _machine.Open(trainer, OnNode0);
        _tracker.Scan();
        _machine.Tree["sys/bus/pci/devices/0000:01:00.0/numa_node"] = "1\n";
        _tracker.Scan();
        Homes().Should().Equal((trainer, 0), (loader, 0));

        _clock.Advance(TimeSpan.FromSeconds(30));
        _tracker.Scan();

        Homes().Should().Equal((trainer, 1), (loader, 1));
    }

    [Fact]
    public void Scan_GpusGone_NobodyIsAtHome()
    {
        int trainer = _machine.Start(), loader = _machine.Start(trainer);
        _machine.Open(trainer, OnNode0);
        _tracker.Scan();
        _machine.Tree.Remove("proc/driver");
        _clock.Advance(TimeSpan.FromSeconds(30));

        _tracker.Scan();

        Homes().Should().BeEmpty();
        _scheduler.HomeCount.Should().Be(0);
        _changes.Where(change => change.Node is null).Select(change => change.Pid).Should().BeEquivalentTo([trainer, loader]);
    }

    [Fact]
    public async Task RunAsync_ListenerThrows_GoesOnWithTheNextScan()
    {
        using var tracker = new GpuAffinityTracker(_scheduler, new() { Processes = _machine.Tree, Devices = _machine.Tree, Interval = TimeSpan.FromMilliseconds(10) });
        using var stop = new CancellationTokenSource();
        int calls = 0;
        tracker.Changed += _ => throw new InvalidOperationException($"the listener's fault, {++calls}");
        int trainer = _machine.Start(), child = _machine.Start(trainer);
        _machine.Open(trainer, OnNode1);

        Task run = tracker.RunAsync(stop.Token);
        for (int wait = 0; wait < 500 && tracker.Homes.Count < 2 && !run.IsCompleted; wait++) await Task.Delay(20, TestContext.Current.CancellationToken);

        run.IsCompleted.Should().BeFalse();
        tracker.Homes.Select(home => home.Pid).Should().Equal([trainer, child], "{0} changes were told", calls);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public void Scan_NoGpu_LooksAtNoProcess()
    {
        using var tracker = new GpuAffinityTracker(_scheduler, new() { Devices = new KernelTree() });

        tracker.Scan().Known.Should().Be(0);
        tracker.Devices.Should().BeEmpty();
    }

    /// <summary>Bug: what a timer cannot keep (less than a millisecond, more than 49 days) was refused by the timer only, in the tracker's constructor.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(86_400_001)]
    public void Interval_OutOfRange_IsRefused(double milliseconds) =>
        FluentActions.Invoking(() => new GpuAffinityOptions { Interval = TimeSpan.FromMilliseconds(milliseconds) }).Should().Throw<ArgumentOutOfRangeException>();

    private IEnumerable<(int Pid, int Node)> Homes() => _tracker.Homes.Select(home => (home.Pid, home.Node));
}
