using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SchedExt.ReferenceHost;

/// <summary>A program that runs beside this one, with all that it says. Disposing it kills it.</summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const int SigInt = 2;
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(200);

    private readonly Process _process;
    private readonly Task<string> _output, _errors;

    private ChildProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a program.</summary>
    /// <exception cref="WorkloadException">It cannot be started.</exception>
    internal static ChildProcess Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return new ChildProcess(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception failed)
        {
            throw new WorkloadException($"cannot start '{program}': {(Errno)failed.NativeErrorCode}.");
        }
    }

    /// <summary>Has it ended?</summary>
    internal bool HasEnded => _process.HasExited;

    /// <summary>Waits for the end of a program that answers on standard output.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="holds">Asked five times a second; <see langword="false"/> ends the program.</param>
    /// <returns>Its standard output.</returns>
    /// <exception cref="WorkloadException">It failed, took longer, or was ended.</exception>
    internal string Finish(TimeSpan limit, Func<bool> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!_process.WaitForExit(s_glance))
        {
            if (watch.Elapsed > limit) throw new WorkloadException($"{Name} was not done after {watch.Elapsed.TotalSeconds:0} s");
            if (!holds()) throw new WorkloadException($"{Name} was ended: the scheduler it ran under was not there any more");
        }

        return _process.ExitCode == 0 ? _output.Result : throw new WorkloadException($"{Name} ended with status {_process.ExitCode}: {Said()}");
    }

    /// <summary>Asks it to end, as Ctrl-C does, and kills it when it does not in time.</summary>
    internal void Interrupt(TimeSpan patience)
    {
        // Not reaped before HasExited is asked: the id is still its.
        if (!_process.HasExited) kill(_process.Id, SigInt);
        if (!_process.WaitForExit(patience)) _process.Kill();
    }

    /// <summary>Waits for its end by itself.</summary>
    internal bool WaitForEnd(TimeSpan limit) => _process.WaitForExit(limit);

    /// <summary>The last lines of what it said, after its end.</summary>
    internal string Said()
    {
        string[] lines = (_output.Result + "\n" + _errors.Result).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join("; ", lines.Where(line => line.Any(char.IsLetter)).TakeLast(2));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Name => Path.GetFileName(_process.StartInfo.FileName);

    [LibraryImport("libc.so.6")]
    private static partial int kill(int pid, int signal);
}
