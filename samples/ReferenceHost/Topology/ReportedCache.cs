namespace SchedExt.ReferenceHost;

/// <summary>A last-level cache as JSON.</summary>
internal sealed record ReportedCache(int Level, CpuSet Cpus);
