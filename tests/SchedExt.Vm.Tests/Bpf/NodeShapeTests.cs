using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>Each machine of another shape: the scheduler runs full load on all of its nodes and counts under their real ids.</summary>
public sealed class NodeShapeTests
{
    [Fact, Machine(Machines.SparseNodes)]
    public Task ReadStatistics_NodesZeroAndTwo_CarryTheirIds() => RunsOnEveryNodeAsync(0, 2);

    [Fact, Machine(Machines.CpulessNode)]
    public Task ReadStatistics_NodeWithoutCpus_IsLeftOut() => RunsOnEveryNodeAsync(0, 1);

    [Fact, Machine(Machines.OneNode)]
    public Task ReadStatistics_OneNode_HasOne() => RunsOnEveryNodeAsync(0);

    [Fact, Machine(Machines.EightNodes)]
    public Task ReadStatistics_EightNodesOfOneCpu_HasEight() => RunsOnEveryNodeAsync(0, 1, 2, 3, 4, 5, 6, 7);

    private static async Task RunsOnEveryNodeAsync(params int[] nodes)
    {
        var scheduler = new AiNumaScheduler(new() { WatchdogTimeout = TimeSpan.FromSeconds(5) });
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        int[] cpus = [.. NumaTopology.Read(KernelRoot.Host).Online];
        using (Load.Hogs(cpus.Length + 2, cpus))
        {
            await Until.TrueAsync(() => scheduler.ReadStatistics().Nodes.All(node => node.Queue > 10), "queue counts on every node", seconds: 120);
            await Task.Delay(6000, TestContext.Current.CancellationToken);
        }

        scheduler.ReadStatistics().Nodes.Select(node => node.Id).Should().Equal(nodes);
        (await host.StopAsync()).Kind.Should().Be(SchedulerExitKind.Unregistered);
    }
}
