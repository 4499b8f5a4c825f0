namespace SchedExt.ReferenceHost;

/// <summary>A text that was to be kept in a file.</summary>
/// <param name="Path">The file; <see langword="null"/> when it could not be written.</param>
/// <param name="Problem">Why not; empty when it was.</param>
internal sealed record KeptFile(string? Path, string Problem = "")
{
    /// <summary>"its dump is in /tmp/…", or why it is not.</summary>
    internal string Described(string what) => Path is null ? $"its {what} could not be kept: {Problem.TrimEnd('.')}" : $"its {what} is in {Path}";
}
