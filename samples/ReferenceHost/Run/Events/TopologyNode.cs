namespace SchedExt.ReferenceHost;

/// <summary>A node's CPUs.</summary>
internal sealed record TopologyNode(int Id, CpuSet Cpus, CpuSet OnlineCpus);
