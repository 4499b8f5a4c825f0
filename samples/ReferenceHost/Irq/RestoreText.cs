using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>What was restored, for people: one line, and one for each affinity that was left alone.</summary>
internal static class RestoreText
{
    internal static string Format(IrqRestoreReport report) => $"{report}\n{string.Concat(report.LeftAlone.Select(left => $"  {left}\n"))}";

    /// <summary>What is to be said of affinities that are not what they were; <see langword="null"/> if all are.</summary>
    internal static Failure? FailureOf(IrqRestoreReport report, string state)
    {
        IrqRestoreResult[] open = [.. report.Results.Where(result => !result.IsSettled)];
        return open.Length == 0 ? null : new(ExitStatus.Failed, $"{open.Length} {(open.Length == 1 ? "affinity is" : "affinities are")} not restored, the first: {open[0]}. The journal in {state} keeps them: run 'schedext irq restore' again when their CPUs are back online.");
    }
}
