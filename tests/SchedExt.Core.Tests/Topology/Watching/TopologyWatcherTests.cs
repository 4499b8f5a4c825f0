using SchedExt.Tests.Files;

namespace SchedExt.Tests.Topology.Watching;

public sealed class TopologyWatcherTests : IAsyncDisposable
{
    private const string Online = "sys/devices/system/cpu/online", Present = "sys/devices/system/cpu/present", Count = "sys/kernel/sched_ext/hotplug_seq";
    private const string Node = "sys/devices/system/node";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), Settle = TimeSpan.FromMilliseconds(200);

    private readonly KernelTree machine = new() { { Online, "0-3" }, { Count, "7" } };
    private readonly ManualClock clock = new();
    private readonly CancellationTokenSource stop = new();
    private readonly IAsyncEnumerator<NumaTopology> stream;

    public TopologyWatcherTests()
        => stream = new TopologyWatcher(machine, new TopologyWatcherOptions { Clock = clock }).WatchAsync(stop.Token).GetAsyncEnumerator();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await stream.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task WatchAsync_FirstItem_IsTheCurrentSnapshotAtOnce()
    {
        ValueTask<bool> next = stream.MoveNextAsync();

        next.IsCompleted.Should().BeTrue();
        (await next).Should().BeTrue();
        stream.Current.Online.Should().Be(CpuSet.All(4));
    }

    [Fact]
    public async Task WatchAsync_CpuGoes_GivesASnapshotOnceItSettles()
    {
        await stream.MoveNextAsync();
        Task<bool> next = stream.MoveNextAsync().AsTask();

        (await clock.PassAsync()).Should().Be(Interval, "nothing changed");
        machine[Online] = "0-2";
        (await clock.PassAsync()).Should().Be(Interval);
        machine[Online] = "0-1";
        (await clock.PassAsync()).Should().Be(Settle, "it changed");
        (await clock.PassAsync()).Should().Be(Settle, "it changed again");

        (await next).Should().BeTrue();
        stream.Current.Online.Should().Be(CpuSet.All(2));
    }

    [Fact]
    public async Task WatchAsync_CpuGoesAndComesBackBetweenLooks_IsNoticedByTheCount()
    {
        await stream.MoveNextAsync();
        Task<bool> next = stream.MoveNextAsync().AsTask();

        machine[Count] = "9";
        await clock.PassAsync();
        await clock.PassAsync();

        (await next).Should().BeTrue();
        stream.Current.Online.Should().Be(CpuSet.All(4));
    }

    [Fact]
    public async Task WatchAsync_CpuIsPluggedIn_GivesASnapshotBeforeItIsOnline()
    {
        machine[Present] = "0-3";
        await stream.MoveNextAsync();
        Task<bool> next = stream.MoveNextAsync().AsTask();

        machine[Present] = "0-4";
        await clock.PassAsync();
        await clock.PassAsync();

        (await next).Should().BeTrue();
        (stream.Current.Present, stream.Current.Online).Should().Be((CpuSet.All(5), CpuSet.All(4)));
    }

    [Fact]
    public async Task WatchAsync_NodesComeAndGo_GiveASnapshotEach()
    {
        machine[$"{Node}/online"] = "0";
        machine[$"{Node}/node0/cpulist"] = "0-3";
        await stream.MoveNextAsync();
        stream.Current.Nodes.Select(node => node.Id).Should().Equal(0);

        machine[$"{Node}/online"] = "0,8";
        machine[$"{Node}/node8/cpulist"] = "";
        await NextAsync();
        stream.Current.Nodes.Select(node => node.Id).Should().Equal(0, 8);

        machine.Remove($"{Node}/node8");
        machine[$"{Node}/online"] = "0";
        await NextAsync();
        stream.Current.Nodes.Select(node => node.Id).Should().Equal(0);
    }

    [Fact]
    public async Task WatchAsync_ChangeDuringTheReading_GivesTheMachineAfterItAndThenWaits()
    {
        bool changed = false;
        var root = new ChangingRoot(machine, (path, _) =>
        {
            if (path.EndsWith("/isolated") && !changed)
            {
                changed = true;
                machine[Online] = "0-1";
            }
        });
        await using IAsyncEnumerator<NumaTopology> watched = new TopologyWatcher(root, new TopologyWatcherOptions { Clock = clock }).WatchAsync(stop.Token).GetAsyncEnumerator(CancellationToken.None);

        await watched.MoveNextAsync();
        watched.Current.Online.Should().Be(CpuSet.All(2));
        Task<bool> next = watched.MoveNextAsync().AsTask();
        (await clock.PassAsync()).Should().Be(Interval);
        (await clock.PassAsync()).Should().Be(Interval, "that change was told of already");

        await stop.CancelAsync();
        await next.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task WatchAsync_ChangesDuringEveryReading_AreLookedAtOnceMore()
    {
        bool restless = true;
        int count = 0;
        var root = new ChangingRoot(machine, (path, _) => machine[Count] = restless ? $"{++count}" : machine[Count]);
        await using IAsyncEnumerator<NumaTopology> watched = new TopologyWatcher(root, new TopologyWatcherOptions { Clock = clock }).WatchAsync(stop.Token).GetAsyncEnumerator(CancellationToken.None);

        await watched.MoveNextAsync();
        restless = false;
        Task<bool> next = watched.MoveNextAsync().AsTask();
        (await clock.PassAsync()).Should().Be(Interval);
        (await clock.PassAsync()).Should().Be(Settle, "the snapshot given was older than the machine");

        (await next).Should().BeTrue();
    }

    [Fact]
    public async Task WatchAsync_ChangesNeverSettle_ReadsAfterTenSettleTimes()
    {
        await stream.MoveNextAsync();
        Task<bool> next = stream.MoveNextAsync().AsTask();
        int passed = 0;

        for (; !next.IsCompleted && passed < 100; passed++)
        {
            machine[Count] = passed.ToString();
            await clock.PassAsync();
        }

        (await next).Should().BeTrue();
        passed.Should().Be(11);
    }

    [Fact]
    public async Task WatchAsync_ChangeWhileTheReaderWasBusy_IsNotMissed()
    {
        await stream.MoveNextAsync();
        machine[Online] = "0";
        Task<bool> next = stream.MoveNextAsync().AsTask();
        await clock.PassAsync();
        await clock.PassAsync();

        (await next).Should().BeTrue();
        stream.Current.Online.Should().Be(CpuSet.All(1));
    }

    [Fact]
    public async Task WatchAsync_Stopped_ThrowsCancelled()
    {
        await stream.MoveNextAsync();
        Task<bool> next = stream.MoveNextAsync().AsTask();

        await stop.CancelAsync();

        await next.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task WatchAsync_MachineBecomesUnreadable_Throws()
    {
        await stream.MoveNextAsync();
        Task<bool> next = stream.MoveNextAsync().AsTask();

        machine[Online] = "none";
        await clock.PassAsync();
        await clock.PassAsync();

        await next.Awaiting(task => task).Should().ThrowAsync<KernelFormatException>();
    }

    [Fact]
    public void Constructor_NoRoot_Throws() => FluentActions.Invoking(() => new TopologyWatcher(null!)).Should().Throw<ArgumentNullException>();

    private async Task NextAsync()
    {
        Task<bool> next = stream.MoveNextAsync().AsTask();
        await clock.PassAsync();
        await clock.PassAsync();
        (await next).Should().BeTrue();
    }
}
