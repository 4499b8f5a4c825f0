namespace SchedExt.Bpf;

/// <summary>Another sched_ext scheduler is attached: the kernel takes one at a time.</summary>
public sealed class SchedulerBusyException : BpfException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="target">The scheduler that was to be attached.</param>
    /// <param name="running">The name of the scheduler that is attached; empty when the kernel does not tell.</param>
    public SchedulerBusyException(string target, string running)
        : base(BpfErrorKind.Busy, "attach", target, 16, Describe(target, running)) => RunningScheduler = running;

    /// <summary>The name of the scheduler that is attached (<c>root/ops</c>); empty when the kernel does not tell.</summary>
    public string RunningScheduler { get; }

    private static string Describe(string target, string running) => running.Length == 0
        ? $"attach '{target}': EBUSY: another sched_ext scheduler is attached. Stop it first."
        : $"attach '{target}': EBUSY: the scheduler '{running}' is running. Stop it first.";
}
