using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Core;

/// <summary>CPUs that are plugged in and out while the kernel runs, and a node that comes and goes with its only CPU.</summary>
[Machine(Machines.Plug)]
public sealed class CpuPlugTests : IAsyncDisposable
{
    private const int Plugged = 2;

    private readonly MachineMonitor monitor = new();
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly IAsyncEnumerator<NumaTopology> stream;

    public CpuPlugTests()
    {
        var options = new TopologyWatcherOptions { Interval = TimeSpan.FromMilliseconds(100), SettleTime = TimeSpan.FromMilliseconds(300) };
        stream = new TopologyWatcher(KernelRoot.Host, options).WatchAsync(stop.Token).GetAsyncEnumerator();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await stream.DisposeAsync();
        stop.Dispose();
        monitor.Dispose();
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
        monitor.UnplugCpu("cpu2");
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

    /// <summary>The next snapshot: possible, present and online CPUs, and the nodes.</summary>
    private async Task<string> NextAsync()
    {
        (await stream.MoveNextAsync()).Should().BeTrue();
        NumaTopology now = stream.Current;
        return $"{now.Possible}/{now.Present}/{now.Online} {string.Join(", ", now.Nodes)}";
    }
}
