namespace SchedExt.ReferenceHost;

/// <summary>How policies are called in reports.</summary>
internal static class BenchPolicyNames
{
    internal static string Name(this BenchPolicy policy) => policy switch
    {
        BenchPolicy.Idle => "idle machine",
        BenchPolicy.Eevdf => "kernel default",
        BenchPolicy.Floor => "SCHED_FIFO floor",
        BenchPolicy.Peer => "peer",
        _ => "ai_numa",
    };

    /// <summary>Does a sched_ext scheduler have to run?</summary>
    internal static bool NeedsScheduler(this BenchPolicy policy) => policy is BenchPolicy.Peer or BenchPolicy.Ours;
}
