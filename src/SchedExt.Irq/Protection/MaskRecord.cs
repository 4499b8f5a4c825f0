namespace SchedExt.Irq;

/// <summary>What the protector knows of one mask of CPUs that it may change: an interrupt's affinity, or a steering mask. Guarded by the protector's gate.</summary>
internal abstract class MaskRecord
{
    /// <summary>The mask to restore. While nothing was written, whatever its owner sets.</summary>
    public CpuSet Home { get; set; }

    /// <summary>The mask last written, as far as the kernel kept it, or found where our default was taken; null while we changed nothing.</summary>
    public CpuSet? Written { get; set; }

    /// <summary>The mask about to be written.</summary>
    public CpuSet? Intended { get; set; }

    /// <summary>The mask that it should have.</summary>
    public CpuSet Asked { get; set; }

    /// <summary>The mask when last looked.</summary>
    public CpuSet Seen { get; set; }

    /// <summary>Somebody else's mask is there. It stays when it does no harm, and is not ours to restore.</summary>
    public bool IsForeign { get; set; }

    public IrqOutcome Outcome { get; set; }

    public Errno Errno { get; set; }

    /// <summary>How often it was repaired, or refused, lately: somebody may keep changing it.</summary>
    public int Repairs { get; set; }

    /// <summary>When it may be written again, as a timestamp of the clock.</summary>
    public long NextTry { get; set; }

    /// <summary>Whether there is anything to restore.</summary>
    public bool IsTouched => Written is not null || Intended is not null;
}
