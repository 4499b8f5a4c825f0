using System.Diagnostics.Metrics;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

[Machine(Machines.TwoNodes), EveryRunOn(Kernels.Ends)]
public sealed class AiNumaStatisticsTests
{
    [Fact]
    public async Task ReadStatistics_FullMachine_ExplainsQueuesCpusAndSteals()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        AiNumaStatistics read = scheduler.ReadStatistics();
        // Free ones on all CPUs, and three that share CPU 1: two of those wait there at any time.
        using (Load.Hogs(8, 1, 1, 1))
        {
            await Until.TrueAsync(
                () =>
                {
                    read = scheduler.ReadStatistics();
                    return read.Cpus.Any(cpu => cpu.Cpu == 1 && cpu is { Waiting: > 0, Pinned: > 0, LongestWait: not null })
                        && read.Nodes.Any(node => node.LongestWait > TimeSpan.Zero) && read.Total.Steal > 0;
                },
                "tasks that wait, and a steal");
        }

        read.Cpus.Select(cpu => (cpu.Cpu, cpu.Node)).Should().Equal((0, 0), (1, 0), (2, 1), (3, 1));
        foreach (AiNumaNodeStatistics node in read.Nodes)
        {
            AiNumaCpuStatistics[] cpus = [.. read.Cpus.Where(cpu => cpu.Node == node.Id)];
            (cpus.Sum(cpu => cpu.Queue), cpus.Sum(cpu => cpu.LatencyWakeups)).Should().Be((node.Queue, node.LatencyWakeups), "a node's counters are its CPUs'");
            node.Waiting.Should().BeGreaterThanOrEqualTo(cpus.Sum(cpu => cpu.Waiting));
            node.LongestWait.GetValueOrDefault().Should().BeLessThan(TimeSpan.FromSeconds(10), "the watchdog would have ended the scheduler");
        }

        // The matrix is counted after the CPU's counter, by a CPU that may be doing so while this reads.
        read.Steals.Sum(steals => steals.Tasks).Should().BeInRange(read.Total.Steal - 8, read.Total.Steal + 8).And.BePositive();
        read.Steals.Should().OnlyContain(steals => steals.From != steals.To);
    }

    [Fact]
    public async Task ReadStatistics_IdleMachine_NothingWaits()
    {
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);

        await Until.TrueAsync(() => scheduler.ReadStatistics().Nodes.All(node => node is { Waiting: 0, LongestWait: null }), "empty queues");
    }

    [Fact]
    public async Task ReadStatistics_KernelEvents_AreThereFrom615On()
    {
        var scheduler = new AiNumaScheduler();
        scheduler.ReadStatistics().KernelEvents.Should().BeNull("no scheduler runs");
        await using RunningHost host = await RunningHost.StartAsync(scheduler);

        IReadOnlyDictionary<string, long>? events = scheduler.ReadStatistics().KernelEvents;

        if (Kernel.Version < new Version(6, 15)) events.Should().BeNull();
        else events.Should().ContainKey("SCX_EV_SELECT_CPU_FALLBACK").And.ContainKey("SCX_EV_BYPASS_ACTIVATE");
    }

    [Fact]
    public async Task ReadStatistics_AfterTheEnd_KeepsCountersAndNothingWaits()
    {
        var scheduler = new AiNumaScheduler();
        AiNumaStatistics before;
        await using (await RunningHost.StartAsync(scheduler))
        {
            using Load load = Load.Hogs(6);
            await Until.TrueAsync(() => scheduler.ReadStatistics().Total.Queue > 10, "queue counts");
            before = scheduler.ReadStatistics();
        }

        AiNumaStatistics after = scheduler.ReadStatistics();

        after.Total.Queue.Should().BeGreaterThanOrEqualTo(before.Total.Queue);
        after.Cpus.Should().HaveCount(4);
        after.Nodes.Should().OnlyContain(node => node.Waiting == 0 && node.LongestWait == null);
    }

    [Fact]
    public async Task Meter_Running_ShowsWhatTheSnapshotHas()
    {
        Dictionary<string, double> seen = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, enabled) =>
        {
            if (instrument.Meter.Name == "SchedExt.Bpf") enabled.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen[Key(instrument, tags)] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen[Key(instrument, tags)] = value);
        var scheduler = new AiNumaScheduler();
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        listener.Start();
        using (Load.Hogs(8, 1, 1, 1))
        {
            await Until.TrueAsync(
                () =>
                {
                    listener.RecordObservableInstruments();
                    return seen.GetValueOrDefault("schedext.ai_numa.longest_wait node=0") > 0 && seen.GetValueOrDefault("schedext.ai_numa.cpu.runs cpu=1 node=0 way=pinned") > 0;
                },
                "measurements of a full machine");
        }

        seen.Should().ContainKeys(
            "schedext.ai_numa.runs node=1 way=local", "schedext.ai_numa.runs node=1 way=preempt", "schedext.ai_numa.homes node=0 task=home", "schedext.ai_numa.waiting node=1",
            "schedext.ai_numa.latency.wakeups node=0 kind=exhausted", "schedext.ai_numa.wakeup_waits node=0 wait=latency_below_1_us");
        seen.ContainsKey("schedext.kernel.events event=SCX_EV_SELECT_CPU_FALLBACK").Should().Be(Kernel.Version >= new Version(6, 15));
    }

    private static string Key(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")]);
}
