using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Core;

[Machine(Machines.TwoNodes)]
public sealed class TopologyWatcherTests : IAsyncDisposable
{
    private const int LastCpu = 3, Storm = 20;

    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly IAsyncEnumerator<NumaTopology> stream;

    public TopologyWatcherTests()
    {
        var options = new TopologyWatcherOptions { Interval = TimeSpan.FromMilliseconds(100), SettleTime = TimeSpan.FromMilliseconds(300) };
        stream = new TopologyWatcher(KernelRoot.Host, options).WatchAsync(stop.Token).GetAsyncEnumerator();
    }

    public async ValueTask DisposeAsync()
    {
        Kernel.SetOnline(LastCpu, true);
        await stop.CancelAsync();
        await stream.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task WatchAsync_CpuGoesAndComes_GivesASnapshotEach()
    {
        (await NextAsync()).Online.ToString().Should().Be("0-3");
        Kernel.SetOnline(LastCpu, false);
        (await NextAsync()).Online.ToString().Should().Be("0-2");
        Kernel.SetOnline(LastCpu, true);
        (await NextAsync()).Online.ToString().Should().Be("0-3");
    }

    [Fact]
    public async Task WatchAsync_StormOfChanges_EndsWithTheTruth()
    {
        await NextAsync();
        for (int i = 0; i < Storm; i++)
        {
            Kernel.SetOnline(LastCpu, i % 2 == 1);
            Kernel.SetOnline(2, i % 2 == 1 || i % 4 == 0);
        }

        Kernel.SetOnline(LastCpu, false);
        NumaTopology last = await NextAsync();
        while (last.Online != CpuSet.Parse("0-2"))
        {
            last = await NextAsync();
        }

        last.Cores.Select(core => core.Cpus.ToString()).Should().Equal("0", "1", "2");
        last.LlcOf(2)!.Cpus.ToString().Should().Be("2");
    }

    [Fact]
    public async Task WatchAsync_CpuGoesAndComesBackWhileNobodyLooks_IsNoticed()
    {
        await NextAsync();
        Kernel.SetOnline(LastCpu, false);
        Kernel.SetOnline(LastCpu, true);

        (await NextAsync()).Online.ToString().Should().Be("0-3", "the kernel counts every change");
    }

    private async Task<NumaTopology> NextAsync()
    {
        (await stream.MoveNextAsync()).Should().BeTrue();
        return stream.Current;
    }
}
