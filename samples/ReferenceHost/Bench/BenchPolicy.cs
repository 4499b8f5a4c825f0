namespace SchedExt.ReferenceHost;

/// <summary>Who schedules, and beside what load.</summary>
internal enum BenchPolicy
{
    /// <summary>The kernel's default, with no load: what everything is measured against.</summary>
    Idle,

    /// <summary>The kernel's default, with the load.</summary>
    Eevdf,

    /// <summary>The kernel's default, with the load, and what is measured under SCHED_FIFO: what no scheduler can beat.</summary>
    Floor,

    /// <summary>A sched_ext object without callbacks: what sched_ext costs at the least.</summary>
    EmptyOps,

    /// <summary>A sched_ext object whose callbacks do next to nothing: what calling them costs.</summary>
    ThinCallbacks,

    /// <summary>Another sched_ext scheduler, with the load.</summary>
    Peer,

    /// <summary>ai_numa, with the load.</summary>
    Ours,
}
