using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>An endless loop as a process of its own, whose CPU time can be read. Disposing kills it.</summary>
/// <remarks>Forked by a shell that is already there: starting a program takes a guest seconds beside hogs.</remarks>
internal sealed partial class Hog : IDisposable
{
    private const string ForkOneALine = "while read go; do (while :; do :; done) & echo $!; done";
    private const int ProcessPriority = 0; // PRIO_PROCESS
    private const int Kill = 9, Continue = 18, Stop = 19; // SIGKILL, SIGCONT, SIGSTOP
    private const int Fifo = 1; // SCHED_FIFO
    private static readonly Lazy<Process> s_shell = new(() => Process.Start(new ProcessStartInfo("sh", ["-c", ForkOneALine]) { RedirectStandardInput = true, RedirectStandardOutput = true })!);

    private Hog(int pid) => Pid = pid;

    /// <summary>Its process.</summary>
    internal int Pid { get; }

    /// <summary>The CPU time that it had so far, to the nanosecond (kernel/sched/stats, /proc/PID/schedstat).</summary>
    internal TimeSpan CpuTime => TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText($"/proc/{Pid}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000);

    /// <summary>Starts one on these CPUs, with a nice value.</summary>
    internal static Hog Start(string cpus, int nice = 0)
    {
        s_shell.Value.StandardInput.Write("go\n");
        s_shell.Value.StandardInput.Flush();
        var hog = new Hog(int.Parse(s_shell.Value.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
        hog.Move(cpus);
        if (setpriority(ProcessPriority, hog.Pid, nice) != 0) throw new Win32Exception();
        return hog;
    }

    /// <summary>Makes it a task of the kernel's real-time class, which takes its CPU when it goes on.</summary>
    internal void MakeRealTime()
    {
        int priority = 50;
        if (kill(Pid, Stop) != 0 || sched_setscheduler(Pid, Fifo, in priority) != 0 || kill(Pid, Continue) != 0) throw new Win32Exception();
    }

    /// <summary>Lets it run on these CPUs from now on.</summary>
    internal void Move(string cpus) => Affinity.Set(Pid, cpus);

    /// <summary>The CPU time that each had in a while.</summary>
    internal static async Task<TimeSpan[]> MeasureAsync(IReadOnlyList<Hog> hogs, TimeSpan time)
    {
        TimeSpan[] before = [.. hogs.Select(hog => hog.CpuTime)];
        await Task.Delay(time, TestContext.Current.CancellationToken);
        return [.. hogs.Select((hog, i) => hog.CpuTime - before[i])];
    }

    /// <inheritdoc/>
    public void Dispose() => End(Pid);

    /// <summary>Ends one by its process; the shell collects it.</summary>
    internal static void End(int pid)
    {
        if (kill(pid, Kill) != 0) throw new Win32Exception();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setpriority(int which, int who, int priority);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_setscheduler(int pid, int policy, in int priority);
}
