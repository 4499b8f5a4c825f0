namespace SchedExt.Irq;

/// <summary>The difference of counters. Pure.</summary>
internal static class CounterDelta
{
    /// <summary>How often a counter went up. The kernel's counters of interrupts have 32 bits and start anew with a new interrupt.</summary>
    public static ulong Between(ulong before, ulong after)
    {
        const ulong Turn = 1UL << 32;
        return after >= before ? after - before
            : before < Turn && before - after > Turn / 2 ? after + Turn - before
            : after;
    }
}
