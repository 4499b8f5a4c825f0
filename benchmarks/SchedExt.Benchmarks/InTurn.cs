using System.Diagnostics;
using SchedExt.Benchmarks.Irq;

namespace SchedExt.Benchmarks;

/// <summary>C and the same here called in turn: what else the host does meets both alike.</summary>
internal static class InTurn
{
    private const int WarmUps = 30, Rounds = 150;

    /// <summary>Prints medians and their ratios.</summary>
    public static void Run()
    {
        var files = new IrqFileBenchmarks();
        files.Prepare();
        try
        {
            Compare("read masks", () => files.C_ReadMasks(), () => files.ReadMasks());
            Compare("quiet refresh, against reading the masks", () => files.C_ReadMasks(), files.QuietRefresh);
            Compare("quiet refresh, against the same calls", () => files.C_ReadChanges(), files.QuietRefresh);
            Compare("snapshot", () => files.C_ReadEverything(), () => files.Snapshot());
        }
        finally
        {
            files.CleanUp();
        }
    }

    private static void Compare(string name, Action c, Action here)
    {
        List<double> first = [], second = [];
        for (int round = -WarmUps; round < Rounds; round++)
        {
            double one = Time(c), other = Time(here);
            if (round >= 0)
            {
                first.Add(one);
                second.Add(other);
            }
        }

        double of = Median(first), with = Median(second);
        Console.WriteLine($"{name}: C {of:F2} ms, here {with:F2} ms: {with / of:F2}");
    }

    private static double Time(Action action)
    {
        long began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }
}
