using Microsoft.Extensions.Logging;

namespace SchedExt.Bpf;

/// <content>Every log event; ids are never used again.</content>
public sealed partial class BpfSchedulerHost
{
    [LoggerMessage(1, LogLevel.Information, "Scheduler {Scheduler} runs, {Milliseconds:F0} ms after its start.")]
    private partial void LogStarted(string scheduler, double milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "Scheduler {Scheduler} ended ({Exit}); it starts again in {Delay}.")]
    private partial void LogRestart(string scheduler, SchedulerExit exit, TimeSpan delay);

    [LoggerMessage(3, LogLevel.Information, "Scheduler {Scheduler} was told that the online CPUs are now {Online}.")]
    private partial void LogTopology(string scheduler, CpuSet online);

    [LoggerMessage(4, LogLevel.Information, "Scheduler {Scheduler} stopped: {Exit}.")]
    private partial void LogStopped(string scheduler, SchedulerExit exit);

    [LoggerMessage(5, LogLevel.Error, "Scheduler {Scheduler} was ejected: {Exit}.")]
    private partial void LogEjected(string scheduler, SchedulerExit exit);

    [LoggerMessage(6, LogLevel.Error, "Scheduler {Scheduler} did not start.")]
    private partial void LogFailure(string scheduler, Exception failure);

    [LoggerMessage(7, LogLevel.Warning, "Scheduler {Scheduler} runs on with the CPUs that it knows; what changed is looked at again.")]
    private partial void LogTopologyFailure(string scheduler, Exception failure);

    [LoggerMessage(8, LogLevel.Error, "Scheduler {Scheduler} ran, and runs no more after this error.")]
    private partial void LogEnded(string scheduler, Exception failure);

    private void LogExit(string scheduler, SchedulerExit exit)
    {
        if (exit.IsError || exit.RestartBudgetSpent) LogEjected(scheduler, exit);
        else LogStopped(scheduler, exit);
    }
}
