using System.Diagnostics;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>An endless loop as a process of its own, whose CPU time can be read. Disposing kills it.</summary>
internal sealed class Hog : IDisposable
{
    private readonly Process _process;

    private Hog(string[] command) => _process = Process.Start(new ProcessStartInfo(command[0], command[1..]))!;

    /// <summary>The CPU time that it had so far.</summary>
    internal TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts one on these CPUs, with a nice value.</summary>
    internal static Hog Start(string cpus, int nice = 0) => new(["nice", "-n", $"{nice}", "taskset", "-c", cpus, "sh", "-c", "while :; do :; done"]);

    /// <summary>Lets it run on these CPUs from now on.</summary>
    internal void Move(string cpus)
    {
        using Process taskset = Process.Start(new ProcessStartInfo("taskset", ["-pc", cpus, $"{_process.Id}"]) { RedirectStandardOutput = true })!;
        taskset.WaitForExit();
    }

    /// <summary>The CPU time that each had in a while.</summary>
    internal static async Task<TimeSpan[]> MeasureAsync(IReadOnlyList<Hog> hogs, TimeSpan time)
    {
        TimeSpan[] before = [.. hogs.Select(hog => hog.CpuTime)];
        await Task.Delay(time, TestContext.Current.CancellationToken);
        return [.. hogs.Select((hog, i) => hog.CpuTime - before[i])];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
