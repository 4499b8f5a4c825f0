using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SchedExt.Irq.Tests.Protection;

public class IrqMetricsTests
{
    /// <summary>Other tests use the same meter at the same time, so only what this one alone does is looked for.</summary>
    [Fact]
    public void Meter_WritesDriftsAndRefreshes_AreCounted()
    {
        var measured = new ConcurrentBag<(string Name, string Tag)>();
        int thread = Environment.CurrentManagedThreadId;
        void Keep(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                measured.Add((name, tags.Length == 0 ? "" : $"{tags[0].Value}"));
            }
        }

        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == "SchedExt.Irq") { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument.Name, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep($"{instrument.Name} {value}", tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument.Name, tags));
        listener.Start();
        var stage = new Stage();
        using IrqProtector protector = stage.Open();
        IrqProtection lease = protector.Protect(CpuSet.Parse("0-3"), "nccl");
        stage.Model.WriteBehind(40, CpuSet.All(8));
        stage.Model.Refuse(40, Errno.EBUSY);
        protector.Refresh();
        lease.Dispose();

        measured.Should().Contain(("schedext.irq.protected_cpus 4", "")).And.Contain(("schedext.irq.protected_cpus -4", ""));
        measured.Should().Contain(("schedext.irq.writes", "None")).And.Contain(("schedext.irq.writes", "EBUSY"));
        measured.Should().Contain(("schedext.irq.drifts", "ForeignWrite")).And.Contain(("schedext.irq.refresh.duration", ""));
    }
}
