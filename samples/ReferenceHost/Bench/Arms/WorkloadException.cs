namespace SchedExt.ReferenceHost;

/// <summary>A workload or a scheduler's program failed; the message says which, and with what words.</summary>
internal sealed class WorkloadException(string message) : Exception(message);
