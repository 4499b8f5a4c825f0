namespace SchedExt.Bpf;

/// <summary>No scheduler can run here now; the message lists what is in the way, each with its remedy.</summary>
public sealed class PreflightException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="report">The report; at least one of its checks failed.</param>
    public PreflightException(PreflightReport report) : base(string.Join(Environment.NewLine, report.Blocking)) => Report = report;

    /// <summary>All checks.</summary>
    public PreflightReport Report { get; }
}
