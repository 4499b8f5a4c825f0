namespace SchedExt.ReferenceHost;

/// <summary>What went wrong, for people and for scripts.</summary>
/// <param name="Status">The process's exit status.</param>
/// <param name="Sentence">What, on what, and what to do, on one line.</param>
internal sealed record Failure(ExitStatus Status, string Sentence);
