using Microsoft.Extensions.Logging;

namespace SchedExt.Irq;

/// <summary>What the protector logs. Never a line for each managed interrupt.</summary>
internal static partial class IrqLog
{
    [LoggerMessage(1, LogLevel.Information, "Interrupts are kept off CPUs {Cpus} ({Mode}): {Report}")]
    public static partial void Applied(ILogger logger, CpuSet cpus, IrqPlanMode mode, IrqReport report);

    [LoggerMessage(2, LogLevel.Information, "Interrupt placement is now {Mode}: {Protected} of {Online} are protected")]
    public static partial void ModeChanged(ILogger logger, IrqPlanMode mode, CpuSet @protected, CpuSet online);

    [LoggerMessage(3, LogLevel.Information, "The home of interrupt {Irq}, {Home}, is protected altogether: it goes to {To} ({Cause})")]
    public static partial void FirstSpill(ILogger logger, IrqIdentity irq, CpuSet home, CpuSet to, IrqCause cause);

    [LoggerMessage(4, LogLevel.Warning, "{Drift}")]
    public static partial void Drifted(ILogger logger, IrqDrift drift);

    [LoggerMessage(5, LogLevel.Information, "Interrupt affinities of an owner that ended without restoring: {Report}")]
    public static partial void Recovered(ILogger logger, IrqRestoreReport report);

    [LoggerMessage(6, LogLevel.Information, "Interrupt affinities: {Report}")]
    public static partial void Restored(ILogger logger, IrqRestoreReport report);

    [LoggerMessage(7, LogLevel.Warning, "{Shortage}")]
    public static partial void VectorShortage(ILogger logger, VectorShortage shortage);

    [LoggerMessage(8, LogLevel.Error, "Interrupts could not be looked after; it is tried again in {Interval}")]
    public static partial void RefreshFailed(ILogger logger, Exception exception, TimeSpan interval);

    [LoggerMessage(9, LogLevel.Error, "Interrupts could not be given back; it is tried again at the next refresh, and at the next start")]
    public static partial void ReleaseFailed(ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "{Directory} lies on the layer of a container and ends with it: after a crash of the container nothing can be restored. Mount a directory of the host there")]
    public static partial void StateIsInContainer(ILogger logger, string directory);

    [LoggerMessage(11, LogLevel.Error, "A listener of Drifted threw")]
    public static partial void ListenerFailed(ILogger logger, Exception exception);

    [LoggerMessage(12, LogLevel.Warning, "irqbalance (pid {Pid}) {Problem} CPUs {Cpus} alone. What it moves there is moved back, but less and less often. Ban the CPUs in its configuration (IRQBALANCE_BANNED_CPULIST={Cpus}), or stop it")]
    public static partial void BalancerRuns(ILogger logger, int pid, CpuSet cpus, string problem);

    [LoggerMessage(14, LogLevel.Warning, "The journal could not be brought up to date. What it says is enough to restore; it is tried again at the next refresh")]
    public static partial void JournalBehind(ILogger logger, Exception exception);

    [LoggerMessage(13, LogLevel.Warning, "{Count} steering masks were refused and still reach CPUs {Cpus}, the first: {First}")]
    public static partial void SteeringRefused(ILogger logger, int count, CpuSet cpus, SteeringResult first);
}
