namespace SchedExt.ReferenceHost;

/// <summary>Tasks that one node's CPUs took from another's queues, since the first start.</summary>
internal sealed record StealCount(int From, int To, long Tasks);
