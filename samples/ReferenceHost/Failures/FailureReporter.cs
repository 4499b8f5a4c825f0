using SchedExt.Bpf;
using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>
/// Turns what a command threw, or how a scheduler ended, into one sentence and a status. The preflight is asked only then: a
/// start that works does not pay for it.
/// </summary>
internal sealed class FailureReporter(StateDirectory files, Func<PreflightReport> preflight)
{
    /// <summary>The failure behind an exception that had nothing to do with a scheduler.</summary>
    internal static Failure Explain(Exception exception) => exception switch
    {
        UsageException wrong => new(ExitStatus.Usage, OneLine(wrong.Message)),
        IrqException { Kind: IrqErrorKind.Privileges } denied => new(ExitStatus.Privileges, OneLine(denied.Message)),
        IrqException { Kind: IrqErrorKind.ReadOnly } refused => new(ExitStatus.Machine, OneLine(refused.Message)),
        IrqException { Kind: IrqErrorKind.Busy } busy => new(ExitStatus.Busy, OneLine(busy.Message)),
        IrqException failed => new(ExitStatus.Failed, OneLine(failed.Message)),
        KernelFileException { Errno: Errno.ENOENT } missing when missing.Path.StartsWith("sys/", StringComparison.Ordinal) => new(
            ExitStatus.Failed,
            $"{OneLine(missing.Message)}. Mount sysfs there, or give a directory that holds a machine's sys and proc."),
        IOException or UnauthorizedAccessException or KernelFormatException or BpfException => new(ExitStatus.Failed, OneLine(exception.Message)),
        _ => new(ExitStatus.Failed, $"unexpected {exception.GetType().Name}: {OneLine(exception.Message)}"),
    };

    /// <summary>The failure behind an exception that kept a scheduler from running. A verifier's log is kept in a file.</summary>
    internal Failure ExplainStart(Exception exception) => exception switch
    {
        FileNotFoundException { FileName: { } path } => new(ExitStatus.Failed, $"cannot open the object file '{path}': {MissingFile(path)}."),
        // The verifier's words for a kernel that does not compile programs.
        BpfVerifierException { Errno: (int)Errno.ENOTSUPP } refused => BlockedBy(preflight(), Attempted(refused)) ?? Explain(refused),
        BpfVerifierException refused => Explain(refused),
        SchedulerBusyException { RunningScheduler.Length: > 0 } busy => Busy(busy.RunningScheduler),
        LibbpfNotFoundException => new(ExitStatus.Machine, OneLine(exception.Message)),
        SchedulerRejectedException rejected => Ejected(rejected.Target, rejected.Exit, Keep(rejected.Target, rejected.Exit)),
        BpfException { Kind: BpfErrorKind.InvalidObject } => new(ExitStatus.Failed, OneLine(exception.Message)),
        BpfException failed => BlockedBy(preflight(), Attempted(failed)) ?? new(StatusOf(failed.Kind), OneLine(failed.Message)),
        KernelFileException or KernelFormatException => BlockedBy(preflight(), "cannot start a scheduler") ?? Explain(exception),
        _ => Explain(exception),
    };

    /// <summary>The failure that an exit is; <see langword="null"/> if it is none.</summary>
    /// <param name="scheduler">The scheduler's name.</param>
    /// <param name="exit">How it ended.</param>
    /// <param name="stopped">Did the user ask for the end?</param>
    /// <param name="dump">Where the kernel's dump is kept, if there is one.</param>
    internal static Failure? Explain(string scheduler, SchedulerExit exit, bool stopped, KeptFile? dump)
    {
        bool asked = stopped || exit.Kind is SchedulerExitKind.Unregistered or SchedulerExitKind.UnregisteredByBpf or SchedulerExitKind.SysRq;
        if (exit.RestartBudgetSpent)
            return new(ExitStatus.Ejected, $"{scheduler} was not started again after {Ending(exit)}: it needed too many restarts in a short time. Wait until CPU hotplug has settled, and run it again.");
        return asked && !exit.IsError ? null : Ejected(scheduler, exit, dump);
    }

    /// <summary>The first thing in the way of a scheduler; <see langword="null"/> if there is none.</summary>
    /// <param name="report">The preflight's report.</param>
    /// <param name="attempted">What cannot be done therefore.</param>
    internal static Failure? BlockedBy(PreflightReport report, string attempted)
    {
        // In the order of causes: privileges do not help on a kernel that cannot.
        PreflightCheck? first = report.Blocking.MinBy(check => check.Cause);
        if (first is null) return null;
        ExitStatus status = first.Cause switch
        {
            PreflightCause.Privileges => ExitStatus.Privileges,
            PreflightCause.Busy => ExitStatus.Busy,
            _ => ExitStatus.Machine,
        };
        return new(status, OneLine($"{attempted}: {first}"));
    }

    /// <summary>Keeps the kernel's dump, if the exit has one.</summary>
    internal KeptFile? Keep(string scheduler, SchedulerExit exit) => exit.Dump.Length == 0 ? null : files.Keep(scheduler, "dump", exit.Dump);

    private Failure Explain(BpfVerifierException refused)
    {
        KeptFile log = files.Keep(refused.Target, "log", refused.Log);
        string program = refused.Program.Length == 0 ? "a program" : $"program '{refused.Program}'";
        return new(ExitStatus.Failed, OneLine($"load '{refused.Target}': {(Errno)refused.Errno}: the kernel's verifier refused {program}: {refused.Summary}; {log.Described("whole log")}."));
    }

    private static Failure Busy(string running) =>
        new(ExitStatus.Busy, $"the scheduler '{running}' is running, and the kernel takes one at a time (EBUSY). Stop '{running}' first.");

    private static ExitStatus StatusOf(BpfErrorKind kind) => kind switch
    {
        BpfErrorKind.Permission => ExitStatus.Privileges,
        BpfErrorKind.Busy => ExitStatus.Busy,
        BpfErrorKind.NotSupported => ExitStatus.Machine,
        _ => ExitStatus.Failed,
    };

    private static string MissingFile(string path) => Directory.Exists(path) ? "EISDIR: it is a directory" : "ENOENT: there is no such file";

    // Codes from 4000 on are libbpf's own.
    private static string Attempted(BpfException failed) =>
        $"cannot {failed.Operation} '{failed.Target}'{(failed.Errno is > 0 and < 4000 ? $" ({(Errno)failed.Errno})" : "")}";

    private static Failure Ejected(string scheduler, SchedulerExit exit, KeptFile? dump)
    {
        string kept = dump is null ? "." : $"; {dump.Described("dump")}.";
        return new(ExitStatus.Ejected, OneLine($"the kernel ejected '{scheduler}': {Ending(exit)}{kept}"));
    }

    private static string Ending(SchedulerExit exit) => (exit with { RestartBudgetSpent = false }).ToString();

    /// <summary>A text without its line ends.</summary>
    internal static string OneLine(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
