using System.Diagnostics;
using System.Globalization;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>How long the CPUs idle from a moment on, all together (<c>fs/proc/stat.c</c>: to the tick, without the ticks that tasks had).</summary>
internal readonly struct IdleTime
{
    private const double TicksPerSecond = 100; // USER_HZ

    private readonly long _since, _idle;

    private IdleTime(long since, long idle)
    {
        _since = since;
        _idle = idle;
    }

    /// <summary>From now on.</summary>
    internal static IdleTime Start() => new(Stopwatch.GetTimestamp(), Read());

    /// <summary>The part of all online CPUs' time until now, 0 to 1.</summary>
    internal double Share()
    {
        double seconds = (Read() - _idle) / TicksPerSecond;
        return seconds / (Stopwatch.GetElapsedTime(_since).TotalSeconds * OnlineCpus);
    }

    // Not the runtime's number of processors, which the guest sets to 1.
    private static int OnlineCpus => File.ReadLines("/proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal)) - 1;

    /// <summary>The columns idle and iowait of all CPUs together, in ticks.</summary>
    private static long Read()
    {
        string[] all = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(all[4], CultureInfo.InvariantCulture) + long.Parse(all[5], CultureInfo.InvariantCulture);
    }
}
