using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Core;

/// <summary>CPUs and memory that are plugged in and out while the kernel runs, and a node that comes and goes with all that it has.</summary>
[Machine(Machines.Plug)]
[TestCaseOrderer(typeof(CpusLastOrderer))]
public sealed class PlugTests : IClassFixture<MachineMonitor>, IAsyncDisposable
{
    private const int Plugged = 2;

    private readonly MachineMonitor monitor;
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly IAsyncEnumerator<NumaTopology> stream;

    public PlugTests(MachineMonitor monitor)
    {
        this.monitor = monitor;
        var options = new TopologyWatcherOptions { Interval = TimeSpan.FromMilliseconds(100), SettleTime = TimeSpan.FromMilliseconds(300) };
        stream = new TopologyWatcher(KernelRoot.Host, options).WatchAsync(stop.Token).GetAsyncEnumerator();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await stream.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task WatchAsync_CpuOfAnEmptyNodeIsPluggedInAndOut_GivesASnapshotOfEachStep()
    {
        List<string> seen = [await NextAsync()];

        monitor.PlugCpu("cpu2", socket: 1, core: 0);
        seen.Add(await NextAsync());
        Kernel.SetOnline(Plugged, true);
        seen.Add(await NextAsync());
        NumaTopology full = stream.Current;
        Kernel.SetOnline(Plugged, false);
        seen.Add(await NextAsync());
        monitor.Unplug("cpu2");
        seen.Add(await NextAsync());

        seen.Should().Equal(
            "0-3/0-1/0-1 node 0: 0-1",
            "0-3/0-2/0-1 node 0: 0-1",
            "0-3/0-2/0-2 node 0: 0-1, node 1: 2",
            "0-3/0-2/0-1 node 0: 0-1, node 1: 2",
            "0-3/0-1/0-1 node 0: 0-1");
        (full.NodeOf(Plugged)!.Id, full.CoreOf(Plugged)!.Cpus.ToString(), full.FindNode(1)!.MemoryBytes).Should().Be((1, "2", 0));
        full.NearestNodes(1).Select(node => node.Id).Should().Equal(1, 0);
    }

    [Fact]
    public async Task WatchAsync_MemoryOfAnEmptyNodeIsPluggedInAndOut_TheNodeComesAndGoes()
    {
        // Memory of any other kind is never given back.
        File.WriteAllText("/sys/devices/system/memory/auto_online_blocks", "online_movable");
        List<string> seen = [await NextAsync()];

        monitor.PlugMemory("dimm", node: 1);
        seen.Add(await NextAsync());
        NumaNode node = stream.Current.FindNode(1)!;
        monitor.Unplug("dimm");
        seen.Add(await NextAsync());

        seen.Should().Equal("0-3/0-1/0-1 node 0: 0-1", "0-3/0-1/0-1 node 0: 0-1, node 1: no CPUs", "0-3/0-1/0-1 node 0: 0-1");
        (node.IsCpuless, node.MemoryBytes, string.Join(' ', node.Distances!)).Should().Be((true, 128 << 20, "[0, 20] [1, 10]"));
    }

    /// <summary>The next snapshot: possible, present and online CPUs, and the nodes.</summary>
    private async Task<string> NextAsync()
    {
        // The kernel may decline to let go, and then there is none.
        (await stream.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1))).Should().BeTrue();
        NumaTopology now = stream.Current;
        return $"{now.Possible}/{now.Present}/{now.Online} {string.Join(", ", now.Nodes)}";
    }
}
