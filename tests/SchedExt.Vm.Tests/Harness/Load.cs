using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>
/// Processes that use up CPUs, in one process group, so that starting and killing them is one step each: on a full emulated
/// machine every step of this process takes long. Disposing kills them.
/// </summary>
internal sealed partial class Load : IDisposable
{
    private const string Hog = "sh -c 'while :; do :; done' &";
    private const int Kill = 9;

    private readonly Process _leader;

    private Load(string script)
    {
        // setsid: the shell leads a new group, whose number is its own.
        _leader = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", script + " wait"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>Endless loops: <paramref name="free"/> that may run anywhere, and one on each of the <paramref name="pinned"/> CPUs.</summary>
    internal static Load Hogs(int free, params int[] pinned) =>
        new(string.Concat(Enumerable.Repeat(Hog, free)) + string.Concat(pinned.Select(cpu => $"taskset -c {cpu} {Hog}")));

    /// <summary>A stress-ng with these arguments.</summary>
    internal static Load Stress(string arguments) => new($"stress-ng {arguments} &");

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It ended by itself before, so the test ran without it; with what it said.</exception>
    public void Dispose()
    {
        bool endedEarly = _leader.HasExited;
        string said = endedEarly ? _leader.StandardError.ReadToEnd() + _leader.StandardOutput.ReadToEnd() : "";
        End();
        if (endedEarly) throw new InvalidOperationException($"The load was not there to the end: {said}");
    }

    private void End()
    {
        // Until the child has called setsid there is no such group, and a kill too early would let the load live for ever.
        do kill(-_leader.Id, Kill);
        while (!_leader.WaitForExit(milliseconds: 50));
        _leader.Dispose();
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
