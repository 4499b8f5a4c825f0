using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>Tasks that may run on one CPU only beside some that may not. Where CPUs run in parallel: one after the other, turns are so uneven that nobody waits for ever.</summary>
[Machine(Machines.Parallel)]
public sealed class BoundTaskTests
{
    /// <summary>
    /// Bug: fewer free tasks than CPUs of their cache were nobody to those who were bound, one to each CPU: their clock went as fast as they did, the
    /// free ones' stood still, and they waited until the watchdog came.
    /// </summary>
    [Fact]
    public async Task Dispatch_OneFreeTaskAndOneBoundToEachCpu_ItHasItsShare()
    {
        List<Hog> hogs = [];
        try
        {
            await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());
            hogs.AddRange([Hog.Start("0"), Hog.Start("1"), Hog.Start("0-1")]);
            await Task.Delay(2000, TestContext.Current.CancellationToken);

            TimeSpan[] had = await Hog.MeasureAsync(hogs, TimeSpan.FromSeconds(3));

            TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", had.Select(time => $"{time.TotalSeconds:0.00} s")));
            had[2].TotalSeconds.Should().BeGreaterThan(had.Sum(time => time.TotalSeconds) / 20, "a third is its share; it was a fortieth");
            host.Run.IsCompleted.Should().BeFalse("nobody waits for so long");
        }
        finally
        {
            hogs.ForEach(hog => hog.Dispose());
        }
    }
}
