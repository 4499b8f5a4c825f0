namespace SchedExt.ReferenceHost;

/// <summary>How policies are called in reports.</summary>
internal static class BenchPolicyNames
{
    internal static string Name(this BenchPolicy policy) => policy switch
    {
        BenchPolicy.Idle => "idle machine",
        BenchPolicy.Eevdf => "kernel default",
        BenchPolicy.Floor => "SCHED_FIFO floor",
        BenchPolicy.EmptyOps => "empty ops object",
        BenchPolicy.ThinCallbacks => "callbacks with next to nothing in them",
        BenchPolicy.Peer => "peer",
        _ => "ai_numa",
    };

    /// <summary>Does a sched_ext scheduler have to run?</summary>
    internal static bool NeedsScheduler(this BenchPolicy policy) => policy >= BenchPolicy.EmptyOps;

    /// <summary>The object file among the floors that it is; <see langword="null"/> where it is none of them.</summary>
    internal static string? FloorObject(this BenchPolicy policy) => policy switch
    {
        BenchPolicy.EmptyOps => "empty_ops.bpf.o",
        BenchPolicy.ThinCallbacks => "thin_callbacks.bpf.o",
        _ => null,
    };
}
