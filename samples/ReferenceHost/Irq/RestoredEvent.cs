using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>Affinities were restored.</summary>
internal sealed record RestoredEvent(int Restored, bool Complete, string? Note, IReadOnlyList<LeftAffinity> LeftAlone) : IrqEvent
{
    internal static RestoredEvent From(IrqRestoreReport report) => new(
        report.Results.Count - report.LeftAlone.Count(), report.IsComplete, report.Note,
        [.. report.LeftAlone.Select(left => new LeftAffinity(left.Identity?.Irq, left.Outcome.ToString(), left.Home, left.Found, left.Errno == Errno.None ? null : left.Errno.ToString(), left.Path))]);
}
