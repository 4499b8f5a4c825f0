namespace SchedExt.Irq;

/// <summary>What must survive a crash.</summary>
/// <param name="BootId">The boot that the affinities belong to.</param>
/// <param name="Owner">The process that wrote it, for messages only: its life is told by its lock.</param>
/// <param name="Online">The CPUs that were online when it was written.</param>
/// <param name="DefaultHome">The default affinity to restore; null when it was not changed.</param>
/// <param name="DefaultWritten">The default affinities that may have been written.</param>
/// <param name="BanProcess">The interrupt balancer that was told to leave CPUs alone; null when none was.</param>
/// <param name="BanBefore">The CPUs that it left alone before.</param>
/// <param name="Irqs">The interrupts whose affinity was or will be changed, or may be one of ours again, ascending.</param>
/// <param name="Steering">The steering masks that were or will be changed; null stands for none.</param>
/// <param name="Counted">The CPUs whose counters are in <see cref="JournalEntry.Fired"/>; null stands for those online.</param>
internal sealed record JournalDocument(string BootId, int Owner, CpuSet Online, CpuSet? DefaultHome, IReadOnlyList<CpuSet> DefaultWritten, int? BanProcess, CpuSet BanBefore,
    IReadOnlyList<JournalEntry> Irqs, IReadOnlyList<SteeringEntry>? Steering = null, CpuSet? Counted = null);
