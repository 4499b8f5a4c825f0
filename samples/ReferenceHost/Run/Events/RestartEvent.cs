using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>The scheduler ended and is about to be started again.</summary>
/// <param name="Number">1 for the first restart of this run.</param>
/// <param name="DelayMilliseconds">How long is waited first.</param>
/// <param name="Cause">Why: "Hotplug".</param>
/// <param name="Exit">How it ended.</param>
internal sealed record RestartEvent(int Number, double DelayMilliseconds, string Cause, ExitDetails Exit) : RunEvent
{
    internal static RestartEvent From(SchedulerRestart restart) =>
        new(restart.Number, restart.Delay.TotalMilliseconds, restart.Exit.Code.Reason.ToString(), ExitDetails.From(restart.Exit));
}
