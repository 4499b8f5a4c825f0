using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>What a watch prints, as sentences or as JSON, one line each. Drifts come on another thread.</summary>
internal sealed class IrqWatchView(TextWriter output, bool json)
{
    private readonly object _gate = new();

    internal void Recovered(IrqRestoreReport report)
    {
        if (report.Results.Count > 0 || report.Note is not null) Print($"recovered: {RestoreText.Format(report).TrimEnd()}", RestoredEvent.From(report));
    }

    internal void Protecting(IrqReport report) => Print($"keeping interrupts off CPUs {report.Protected}: {report}", ProtectingEvent.From(report));

    internal void Drifted(IrqDrift drift) => Print(drift.ToString(), new DriftEvent(drift.Identity?.Irq, drift.Kind.ToString(), drift.Written, drift.Found, drift.NeedsRepair, drift.Culprit, drift.Path));

    internal void Restored(IrqRestoreReport? report)
    {
        if (report is not null) Print($"stopped: {RestoreText.Format(report).TrimEnd()}", RestoredEvent.From(report));
    }

    private void Print(string sentence, IrqEvent line)
    {
        lock (_gate)
        {
            output.Write((json ? HostJson.Line(line) : sentence) + "\n");
            output.Flush();
        }
    }
}
