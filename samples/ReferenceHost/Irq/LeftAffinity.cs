namespace SchedExt.ReferenceHost;

/// <summary>An affinity, or the mask in a file, that was not restored.</summary>
internal sealed record LeftAffinity(int? Irq, string Outcome, CpuSet Home, CpuSet Found, string? Errno, string? Path);
