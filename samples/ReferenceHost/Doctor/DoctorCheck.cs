using SchedExt.Bpf;

namespace SchedExt.ReferenceHost;

/// <summary>One check as JSON.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Status">"passed", "warning", "unknown" or "failed".</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">How to mend it; <see langword="null"/> where there is nothing to mend.</param>
internal sealed record DoctorCheck(string Name, string Status, string Message, string? Remedy)
{
    internal static DoctorCheck From(PreflightCheck check) =>
        new(check.Name, check.Status.ToString().ToLowerInvariant(), check.Message, check.Remedy.Length == 0 ? null : check.Remedy);
}
