using System.Diagnostics.Metrics;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>cpu.max on each kernel that tells of it. How exactly it is held, on one kernel, is in <see cref="CgroupLimitTests"/>: here a busy host may take time from the limited.</summary>
[Machine(Machines.TwoNodes)]
public sealed class CpuLimitTests
{
    [Fact]
    public async Task Limit_OfACgroupWithHogs_IsHeldAndTold()
    {
        Kernel.Requires("cgroup_set_bandwidth", "6.17");
        var scheduler = new AiNumaScheduler();
        using Cgroup limited = Cgroup.Create("limited");
        limited.Set("cpu.max", "20000 100000");
        await using RunningHost host = await RunningHost.StartAsync(scheduler);
        limited.StartHogs(2);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        double[] had = await Cgroup.MeasureAsync(TimeSpan.FromSeconds(3), limited);

        host.Run.IsCompleted.Should().BeFalse();
        scheduler.LiftedCpuLimits.Should().BeEmpty();
        had[0].Should().BeInRange(0.3, 0.66, "at most 20 % and 2 points of a CPU for 3 s; without a limit two hogs have two CPUs");
        AiNumaCgroupStatistics told = scheduler.ReadStatistics().Cgroups.Single(group => group.Path == limited.Name);
        (told.Quota, told.Period).Should().Be((TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100)));
        told.ThrottledTime.Should().BePositive();
        MeasuredThrottledTime(limited.Name).Should().BeGreaterThanOrEqualTo(told.ThrottledTime.TotalSeconds);
    }

    /// <summary>Tasks that wait for their limit, and are let go on at any moment, on a CPU that goes offline: it would wait for them, and they for it.</summary>
    [Fact]
    public async Task CpuOffline_TasksPutAsideForIt_LeaveIt()
    {
        Kernel.Requires("cgroup_set_bandwidth", "6.17");
        const int Cpu = 3;
        List<Hog> hogs = [];
        using Cgroup limited = Cgroup.Create("limited");
        limited.Set("cpu.max", "4000 10000");
        await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
        try
        {
            for (int i = 0; i < 4; i++) hogs.Add(Hog.Start($"{Cpu}"));
            foreach (Hog hog in hogs) limited.Set("cgroup.procs", $"{hog.Pid}");
            for (int i = 0; i < 8; i++)
            {
                await Task.Delay(100 + (i * 7), TestContext.Current.CancellationToken);
                await Task.Run(() => Kernel.SetOnline(Cpu, false), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
                Kernel.SetOnline(Cpu, true);
                foreach (Hog hog in hogs) hog.Move($"{Cpu}");
            }

            TimeSpan[] had = await Hog.MeasureAsync(hogs, TimeSpan.FromSeconds(2));
            had.Should().OnlyContain(time => time > TimeSpan.Zero, "each goes on");
            host.Run.IsCompleted.Should().BeFalse();
        }
        finally
        {
            Kernel.SetOnline(Cpu, true);
            hogs.ForEach(hog => hog.Dispose());
        }
    }

    /// <summary>What the meter says of the cgroup.</summary>
    private static double MeasuredThrottledTime(string path)
    {
        double seconds = -1;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, enabled) =>
        {
            if (instrument.Name == "schedext.ai_numa.cgroup.throttled_time") enabled.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            if (Equals(tags[0].Value, path)) seconds = value;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return seconds;
    }
}
