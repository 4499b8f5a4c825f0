using System.Runtime.InteropServices;

namespace SchedExt.Bpf;

/// <summary>Reads a CPU's counters out of shared memory while that CPU writes them.</summary>
internal static class AiNumaCounterMemory
{
    // SAFETY: the reference is into the map's memory, which stays where it is while this runs.
    internal static unsafe AiNumaCounters Read(ref AiNumaLayout.Counters counters)
    {
        ulong pinned = Volatile.Read(ref counters.Pinned), others = Volatile.Read(ref counters.LlcSteal);
        return new()
        {
            Local = (long)Volatile.Read(ref counters.Local),
            Queue = (long)(Volatile.Read(ref counters.Queue) + pinned + others),
            Pinned = (long)pinned,
            Steal = (long)Volatile.Read(ref counters.Steal),
            LlcSteal = (long)others,
            Preempt = (long)Volatile.Read(ref counters.Preempt),
            AtHome = (long)Volatile.Read(ref counters.Home),
            Away = (long)Volatile.Read(ref counters.Away),
            BudgetExhausted = (long)Volatile.Read(ref counters.Exhausted),
            LatencyWait = Histogram(ref counters.LatencyWait[0]),
            BulkWait = Histogram(ref counters.BulkWait[0]),
        };
    }

    private static WakeupLatency Histogram(ref ulong first) => new(MemoryMarshal.CreateReadOnlySpan(ref first, AiNumaLayout.Buckets));
}
