using System.Diagnostics;
using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>A scheduler's program, from the kernel's confirmation to its end.</summary>
internal sealed class SchedulerProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30), s_glance = TimeSpan.FromMilliseconds(50);

    private readonly ChildProcess _program;
    private readonly KernelRoot _root;

    private SchedulerProcess(ChildProcess program, KernelRoot root) => (_program, _root) = (program, root);

    /// <summary>Does the kernel have it, and does its program live?</summary>
    internal bool IsEnabled => !_program.HasEnded && SchedExtState.Read(_root).State == "enabled";

    /// <summary>Starts it and waits for the kernel to confirm.</summary>
    /// <exception cref="WorkloadException">It did not start; nothing is left running.</exception>
    internal static SchedulerProcess Start(KernelRoot root, string program, params string[] arguments)
    {
        var process = new SchedulerProcess(ChildProcess.Start(program, arguments), root);
        var watch = Stopwatch.StartNew();
        while (!process.IsEnabled)
        {
            if (process._program.HasEnded || watch.Elapsed > s_patience)
            {
                process.Stop();
                throw new WorkloadException($"'{Path.GetFileName(program)}' did not start: {process._program.Said()}");
            }

            Thread.Sleep(s_glance);
        }

        return process;
    }

    /// <summary>What it said at its end, which the kernel has brought about.</summary>
    internal string WaitForEnding()
    {
        if (!_program.WaitForEnd(s_patience)) _program.Interrupt(s_patience);
        return _program.Said();
    }

    /// <summary>Ends it, and waits until the kernel has gone back to its default.</summary>
    /// <exception cref="WorkloadException">The kernel did not.</exception>
    internal void Stop()
    {
        _program.Interrupt(s_patience);
        var watch = Stopwatch.StartNew();
        while (SchedExtState.Read(_root).State != "disabled")
        {
            if (watch.Elapsed > s_patience) throw new WorkloadException("a scheduler's program ended, but the kernel still has its scheduler");
            Thread.Sleep(s_glance);
        }
    }
}
