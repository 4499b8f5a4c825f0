using System.Diagnostics;
using SchedExt.Vm.Tests.Harness;

namespace SchedExt.Vm.Tests.Bpf;

/// <summary>Who goes on when a turn is over. Where CPUs run in parallel: one after the other, each burst looks long.</summary>
[Machine(Machines.Parallel)]
public sealed class TurnTests
{
    private const int Rounds = 80;

    /// <summary>Bug: a latency task whose turn was over counted as a bulk task then, and gave its CPU away in the middle of nearly each burst that its budget paid for.</summary>
    [Fact]
    public async Task Dispatch_LatencyTaskHasBudgetLeft_GoesOnAfterItsTurn()
    {
        List<Hog> hogs = [Hog.Start("1"), Hog.Start("1"), Hog.Start("1")];
        try
        {
            await using RunningHost host = await RunningHost.StartAsync(new AiNumaScheduler());

            TimeSpan[] gaps = await Task.Run(GapsOfBursts, TestContext.Current.CancellationToken);

            int broken = gaps.Count(gap => gap > TimeSpan.FromMilliseconds(2));
            TestContext.Current.TestOutputHelper!.WriteLine($"{broken} of {Rounds} bursts were broken, for {gaps.Max().TotalMilliseconds:0} ms at most");
            broken.Should().BeLessThan(Rounds * 2 / 3, "it was 37 to 39 of 40");
        }
        finally
        {
            hogs.ForEach(hog => hog.Dispose());
        }
    }

    /// <summary>The longest gap of each of a thread's bursts of 7 ms, which is longer than a turn, with three short ones after each: in all more than its share.</summary>
    private static TimeSpan[] GapsOfBursts()
    {
        var gaps = new TimeSpan[Rounds];
        var thread = new Thread(() =>
        {
            Affinity.Set(0, "1");
            for (int round = 0; round < Rounds; round++)
            {
                gaps[round] = LongestGap(7);
                for (int i = 0; i < 3; i++)
                {
                    Thread.Sleep(5);
                    LongestGap(1);
                }

                Thread.Sleep(5);
            }
        });
        thread.Start();
        thread.Join();
        return gaps;
    }

    /// <summary>The longest time for which this thread stood still while it ran for some milliseconds.</summary>
    private static TimeSpan LongestGap(int milliseconds)
    {
        TimeSpan longest = default, last = default;
        for (var clock = Stopwatch.StartNew(); last < TimeSpan.FromMilliseconds(milliseconds);)
        {
            TimeSpan now = clock.Elapsed;
            longest = now - last > longest ? now - last : longest;
            last = now;
        }

        return longest;
    }
}
