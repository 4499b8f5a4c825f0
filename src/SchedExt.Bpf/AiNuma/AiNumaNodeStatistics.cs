namespace SchedExt.Bpf;

/// <summary>How tasks came to run on the CPUs of one node, counted since the first start. A value: equal by content.</summary>
/// <param name="Id">The kernel's node id.</param>
/// <param name="Local">Wake-ups that went straight to an idle CPU of this node.</param>
/// <param name="Queue">Tasks taken from this node's own queue, pinned ones from their CPU's queue included.</param>
/// <param name="Steal">Tasks that this node's CPUs took from another node's queue.</param>
public sealed record AiNumaNodeStatistics(int Id, long Local, long Queue, long Steal)
{
    /// <summary>All three together.</summary>
    public long Total => Local + Queue + Steal;
}
