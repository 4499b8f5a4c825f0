namespace SchedExt.Bpf;

/// <summary>Options of <see cref="AiNumaScheduler"/>, set at its start. Beside these, those of every scheduler.</summary>
public sealed class AiNumaOptions : SchedulerOptions
{
    /// <summary>Options with their defaults; the watchdog's is 10 s here.</summary>
    public AiNumaOptions() => WatchdogTimeout = TimeSpan.FromSeconds(10);
}
