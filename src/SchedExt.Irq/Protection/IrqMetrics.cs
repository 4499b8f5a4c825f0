using System.Diagnostics.Metrics;

namespace SchedExt.Irq;

/// <summary>The meter <c>SchedExt.Irq</c>.</summary>
internal static class IrqMetrics
{
    public static readonly Meter Meter = new("SchedExt.Irq");

    private static readonly Counter<long> Writes = Meter.CreateCounter<long>("schedext.irq.writes", "{write}", "Affinities written, by the kernel's answer.");

    private static readonly Counter<long> Drifts = Meter.CreateCounter<long>("schedext.irq.drifts", "{drift}", "Affinities found different from what was written, by kind.");

    private static readonly UpDownCounter<int> Protected = Meter.CreateUpDownCounter<int>("schedext.irq.protected_cpus", "{cpu}", "CPUs that are protected.");

    private static readonly Histogram<double> Refreshes = Meter.CreateHistogram<double>("schedext.irq.refresh.duration", "s", "Time that a refresh took.");

    public static void CountWrite(Errno errno) => Writes.Add(1, new KeyValuePair<string, object?>("errno", errno.ToString()));

    public static void CountDrift(IrqDriftKind kind) => Drifts.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));

    public static void ChangeProtected(int cpus) => Protected.Add(cpus);

    public static void RecordRefresh(TimeSpan time) => Refreshes.Record(time.TotalSeconds);
}
