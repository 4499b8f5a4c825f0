namespace SchedExt.Irq;

/// <summary>What the protector knows of one steering mask. Guarded by the protector's gate.</summary>
internal sealed class SteeringRecord(SteeringMask mask) : IRepaired
{
    /// <summary>The file; its path changes when a device is renamed.</summary>
    public SteeringMask Mask { get; set; } = mask;

    /// <summary>The mask to restore. While nothing was written, whatever its owner sets.</summary>
    public CpuSet Home { get; set; }

    /// <summary>The mask last written, as the kernel kept it; null while we changed nothing.</summary>
    public CpuSet? Written { get; set; }

    /// <summary>The mask about to be written.</summary>
    public CpuSet? Intended { get; set; }

    /// <summary>The mask last asked for, and the CPUs that were online then.</summary>
    public CpuSet Asked { get; set; }

    public CpuSet OnlineThen { get; set; }

    /// <summary>The mask when last looked.</summary>
    public CpuSet Seen { get; set; }

    /// <summary>Somebody else's mask is there.</summary>
    public bool IsForeign { get; set; }

    public IrqOutcome Outcome { get; set; }

    public Errno Errno { get; set; }

    public int Repairs { get; set; }

    public long NextTry { get; set; }

    public bool IsTouched => Written is not null || Intended is not null;

    public SteeringResult Result => new(Mask.Kind, Mask.Path, Outcome, Errno, Home, Seen);

    /// <summary>Whether a mask is one that we wrote or were about to write, as the kernel keeps it.</summary>
    public bool IsOurs(CpuSet found, SteeringPlan plan) => found == Written || (Intended is { } mask && plan.IsKeptOf(found, mask, Mask.IsNarrowed));

    public SteeringEntry ToEntry() => new(Mask.Kind, Mask.Key, Mask.Path, Home, Written, Intended);

    public static SteeringRecord From(SteeringEntry entry)
        => new(new SteeringMask(entry.Kind, entry.Path, entry.Key)) { Home = entry.Home, Written = entry.Written, Intended = entry.Intended, Asked = entry.Intended ?? entry.Written ?? entry.Home };
}
