using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>The preflight as JSON.</summary>
/// <param name="CanRun">Could a scheduler run here?</param>
/// <param name="Status">The exit status.</param>
/// <param name="Checks">Every check.</param>
internal sealed record DoctorReport(bool CanRun, int Status, IReadOnlyList<DoctorCheck> Checks)
{
    internal static DoctorReport From(PreflightReport report, Failure? failure) =>
        new(failure is null, (int)(failure?.Status ?? ExitStatus.Done), [.. report.Checks.Select(DoctorCheck.From)]);
}
