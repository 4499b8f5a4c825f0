namespace SchedExt.Irq;

/// <summary>What the protector knows of one steering mask. Guarded by the protector's gate.</summary>
internal sealed class SteeringRecord(SteeringMask mask) : MaskRecord
{
    /// <summary>The file; its path changes when a device is renamed.</summary>
    public SteeringMask Mask { get; set; } = mask;

    /// <summary>The CPUs that were online when the mask was last asked for.</summary>
    public CpuSet OnlineThen { get; set; }

    public SteeringResult Result => new(Mask.Kind, Mask.Path, Outcome, Errno, Home, Seen);

    /// <summary>Whether a mask is one that we wrote or were about to write, as the kernel keeps it.</summary>
    public bool IsOurs(CpuSet found, SteeringPlan plan) => found == Written || (Intended is { } mask && plan.IsKeptOf(found, mask, Mask.IsNarrowed));

    public SteeringEntry ToEntry() => new(Mask.Kind, Mask.Key, Mask.Path, Home, Written, Intended);

    public static SteeringRecord From(SteeringEntry entry)
        => new(new SteeringMask(entry.Kind, entry.Path, entry.Key)) { Home = entry.Home, Written = entry.Written, Intended = entry.Intended, Asked = entry.Intended ?? entry.Written ?? entry.Home };
}
