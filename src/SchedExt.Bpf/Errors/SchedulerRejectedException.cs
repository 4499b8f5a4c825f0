namespace SchedExt.Bpf;

/// <summary>The scheduler was attached, and the kernel ended it before it ran: its init callback failed, for one.</summary>
public sealed class SchedulerRejectedException : BpfException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="target">The scheduler.</param>
    /// <param name="exit">What the kernel recorded.</param>
    public SchedulerRejectedException(string target, SchedulerExit exit)
        : base(BpfErrorKind.RejectedAtStart, "start", target, 0, $"start '{target}': the kernel ended it before it ran: {exit}.") => Exit = exit;

    /// <summary>What the kernel recorded.</summary>
    public SchedulerExit Exit { get; }
}
