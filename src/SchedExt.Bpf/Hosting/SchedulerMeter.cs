using System.Diagnostics.Metrics;

namespace SchedExt.Bpf;

/// <summary>The package's meter, <c>SchedExt.Bpf</c>: starts, restarts and exits by kind, each tagged with the scheduler's name.</summary>
internal static class SchedulerMeter
{
    private static readonly Meter s_meter = new("SchedExt.Bpf");

    /// <summary>For the instruments of single schedulers.</summary>
    internal static Meter Meter => s_meter;

    private static readonly Counter<long> s_starts = s_meter.CreateCounter<long>("schedext.scheduler.starts", "{start}", "Starts that the kernel confirmed.");
    private static readonly Counter<long> s_restarts = s_meter.CreateCounter<long>("schedext.scheduler.restarts", "{restart}", "Restarts that an exit asked for.");
    private static readonly Counter<long> s_exits = s_meter.CreateCounter<long>("schedext.scheduler.exits", "{exit}", "Ends of a run, by kind.");

    internal static void Started(string scheduler) => s_starts.Add(1, Tag(scheduler));

    internal static void Restarted(string scheduler) => s_restarts.Add(1, Tag(scheduler));

    internal static void Exited(string scheduler, SchedulerExit exit) => s_exits.Add(1, Tag(scheduler), new KeyValuePair<string, object?>("kind", exit.Kind.ToString()));

    private static KeyValuePair<string, object?> Tag(string scheduler) => new("scheduler", scheduler);
}
