namespace SchedExt.Vm.Tests.Harness;

/// <summary>A host whose scheduler the kernel has confirmed; disposing stops it.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly BpfSchedulerHost? _host;
    private readonly OtherScheduler? _other;

    private RunningHost(BpfSchedulerHost host) => (_host, Run) = (host, host.RunAsync(_stop.Token));

    private RunningHost(OtherScheduler other) => (_other, Run) = (other, other.Run);

    /// <summary>The run; completes by itself when the kernel ends the scheduler.</summary>
    internal Task<SchedulerExit> Run { get; }

    /// <summary>Restarts so far.</summary>
    internal required List<SchedulerRestart> Restarts { get; init; }

    /// <summary>Topology changes so far.</summary>
    internal required List<NumaTopology> Topologies { get; init; }

    /// <summary>Starts so far, restarts included.</summary>
    internal required List<SchedulerStart> Starts { get; init; }

    /// <summary>Starts a scheduler and waits until it runs; instead of ai_numa the other one, if there is one.</summary>
    internal static async Task<RunningHost> StartAsync(SchedulerObject scheduler, BpfSchedulerHostOptions? options = null)
    {
        if (scheduler is AiNumaScheduler && OtherScheduler.Program is { } program)
        {
            OtherScheduler other = await OtherScheduler.StartAsync(program);
            return new RunningHost(other) { Restarts = other.Restarts, Topologies = [], Starts = [] };
        }

        var host = new BpfSchedulerHost(scheduler, options: options);
        List<SchedulerRestart> restarts = [];
        List<NumaTopology> topologies = [];
        List<SchedulerStart> starts = [];
        host.Started += starts.Add;
        host.Restarting += restarts.Add;
        host.TopologyChanged += topologies.Add;
        var running = new RunningHost(host) { Restarts = restarts, Topologies = topologies, Starts = starts };
        try
        {
            await host.WaitUntilRunningAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            BpfIds.HoldTaskStorage();
            return running;
        }
        catch
        {
            // Else it would be in the way of every test that follows.
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it, and says how it ended.</summary>
    internal async Task<SchedulerExit> StopAsync()
    {
        await _stop.CancelAsync();
        if (_other is not null) return await _other.StopAsync();
        return await Run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (_other is not null) await _other.DisposeAsync();
        _stop.Dispose();
    }
}
