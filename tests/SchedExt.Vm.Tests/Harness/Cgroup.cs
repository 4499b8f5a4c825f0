using System.Diagnostics;
using System.Globalization;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>A cgroup of the guest's, with the CPU controller on for its children. Disposing kills what is in it and removes it.</summary>
internal sealed class Cgroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _path;

    private Cgroup(string path)
    {
        _path = path;
        Directory.CreateDirectory(path);
    }

    /// <summary>Makes one below the root.</summary>
    internal static Cgroup Create(string name, int? weight = null)
    {
        EnableCpu(Root);
        return Made(new Cgroup($"{Root}/{name}"), weight);
    }

    /// <summary>Makes one in this one.</summary>
    internal Cgroup Child(string name, int? weight = null)
    {
        EnableCpu(_path);
        return Made(new Cgroup($"{_path}/{name}"), weight);
    }

    /// <summary>The CPU time that all in it had so far, as the kernel counts it.</summary>
    internal TimeSpan CpuTime
    {
        get
        {
            string line = File.ReadLines(_path + "/cpu.stat").First();
            return TimeSpan.FromMicroseconds(long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Path below the root of cgroups, as the statistics name it.</summary>
    internal string Name => _path[Root.Length..];

    /// <summary>Writes a file of it.</summary>
    internal void Set(string file, string value) => File.WriteAllText($"{_path}/{file}", value);

    /// <summary>Starts endless loops in it, on these CPUs. They end with it.</summary>
    internal void StartHogs(int count, string cpus = "0-3")
    {
        for (int i = 0; i < count; i++) Set("cgroup.procs", $"{Hog.Start(cpus).Pid}");
    }

    /// <summary>Moves all processes of it to another one.</summary>
    internal void MoveTo(Cgroup other)
    {
        foreach (string process in File.ReadAllLines(_path + "/cgroup.procs"))
        {
            try
            {
                other.Set("cgroup.procs", process);
            }
            catch (IOException) when (!Directory.Exists($"/proc/{process}"))
            {
                // It ended in between.
            }
        }
    }

    /// <summary>Ends one of its processes.</summary>
    internal void EndOne()
    {
        if (File.ReadLines(_path + "/cgroup.procs").FirstOrDefault() is { } process) Hog.End(int.Parse(process, CultureInfo.InvariantCulture));
    }

    /// <summary>Has moves of processes wait for no grace period of RCU's, which beside hogs takes an emulated machine seconds each (cgroup2's option favordynmods).</summary>
    internal static void MakeMovesFast() => RemountWith("favordynmods");

    /// <summary>As the machine was before.</summary>
    internal static void MakeMovesOrdinary() => RemountWith("rw");

    /// <summary>The CPU time that each had in a while, in seconds.</summary>
    internal static async Task<double[]> MeasureAsync(TimeSpan time, params Cgroup[] groups)
    {
        TimeSpan[] before = [.. groups.Select(group => group.CpuTime)];
        long begun = Stopwatch.GetTimestamp();
        await Task.Delay(time, TestContext.Current.CancellationToken);
        double scale = time / Stopwatch.GetElapsedTime(begun);
        return [.. groups.Select((group, i) => (group.CpuTime - before[i]).TotalSeconds * scale)];
    }

    /// <summary>
    /// The part that each had of what all had: over one window, or over up to four together until they are as they should be. One turn of a
    /// tenth of a second, which the emulator gives now and then, decides one window; who is unfair stays so over all.
    /// </summary>
    internal static async Task<double[]> MeasureSharesAsync(TimeSpan window, Func<double[], bool> areRight, params Cgroup[] groups)
    {
        double[] had = new double[groups.Length];
        for (int i = 0; ; i++)
        {
            double[] now = await MeasureAsync(window, groups);
            had = [.. had.Zip(now, (a, b) => a + b)];
            double[] shares = [.. had.Select(time => time / had.Sum())];
            if (areRight(shares) || i == 3) return shares;
            TestContext.Current.TestOutputHelper!.WriteLine($"not yet: {string.Join(' ', now.Select(time => $"{time:0.000}"))} s in window {i + 1}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Directory.Exists(_path)) return;
        foreach (string child in Directory.GetDirectories(_path)) new Cgroup(child).Dispose();
        Set("cgroup.kill", "1");
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Directory.Delete(_path);
                return;
            }
            catch (IOException) when (clock.Elapsed < TimeSpan.FromSeconds(20))
            {
                Thread.Sleep(20); // its processes are still ending
            }
        }
    }

    private static Cgroup Made(Cgroup made, int? weight)
    {
        if (weight is { } value) made.Set("cpu.weight", $"{value}");
        return made;
    }

    private static void RemountWith(string option)
    {
        using Process mount = Process.Start("mount", ["-t", "cgroup2", "-o", "remount," + option, "cgroup2", Root]);
        mount.WaitForExit();
        if (mount.ExitCode != 0) throw new InvalidOperationException($"cgroups cannot be mounted with {option}");
    }

    private static void EnableCpu(string path) => File.WriteAllText(path + "/cgroup.subtree_control", "+cpu");
}
