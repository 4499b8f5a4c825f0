namespace SchedExt.Bpf;

/// <summary>How a scheduler ended. A value: equal by content.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Code">The code, 0 unless a program or the kernel gave one.</param>
/// <param name="Reason">The kernel's words for the kind.</param>
/// <param name="Message">The details, such as which task stalled; often empty.</param>
/// <param name="Dump">The kernel's debug dump; empty unless the exit is an error.</param>
/// <remarks>Immutable, and so thread-safe.</remarks>
public sealed record SchedulerExit(SchedulerExitKind Kind, SchedulerExitCode Code, string Reason, string Message, string Dump)
{
    /// <summary>Did the kernel eject it (error, stall), rather than somebody ask for its end?</summary>
    public bool IsError => Kind >= SchedulerExitKind.Error;

    /// <summary>Does the code ask for a restart?</summary>
    public bool AsksForRestart =>
        Kind is SchedulerExitKind.UnregisteredByKernel or SchedulerExitKind.UnregisteredByBpf && Code.Action == SchedulerExitAction.Restart;

    /// <summary>A restart was asked for and not done, because too many were needed within <see cref="BpfSchedulerHostOptions.RestartWindow"/>.</summary>
    public bool RestartBudgetSpent { get; init; }

    /// <summary>"ErrorStall: runnable task stall: rank1[42] failed to run for 10.1s".</summary>
    public override string ToString()
    {
        string details = Message.Length == 0 ? Reason : $"{Reason}: {Message}";
        string budget = RestartBudgetSpent ? "; not restarted, too many restarts in a short time" : "";
        return $"{Kind}: {details}{(Code.Value == 0 ? "" : $", code {Code}")}{budget}";
    }
}
