using SchedExt.Irq;

namespace SchedExt.ReferenceHost;

/// <summary>What was restored, for people: one line, and one for each affinity that was left alone.</summary>
internal static class RestoreText
{
    internal static string Format(IrqRestoreReport report) => $"{report}\n{string.Concat(report.LeftAlone.Select(left => $"  {left}\n"))}";
}
