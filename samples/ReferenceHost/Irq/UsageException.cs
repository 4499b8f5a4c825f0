namespace SchedExt.ReferenceHost;

/// <summary>A value of the command line that only the machine shows to be wrong.</summary>
internal sealed class UsageException(string problem) : Exception(problem);
