namespace SchedExt.ReferenceHost;

/// <summary>Who schedules, and beside what load.</summary>
internal enum BenchPolicy
{
    /// <summary>The kernel's default, with no load: what everything is measured against.</summary>
    Idle,

    /// <summary>The kernel's default, with the load.</summary>
    Eevdf,

    /// <summary>The kernel's default, with the load, and ranks under SCHED_FIFO: what no scheduler can beat.</summary>
    Floor,

    /// <summary>Another sched_ext scheduler, with the load.</summary>
    Peer,

    /// <summary>ai_numa, with the load.</summary>
    Ours,
}
