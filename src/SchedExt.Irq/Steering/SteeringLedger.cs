namespace SchedExt.Irq;

/// <summary>All that is known of the machine's steering masks and their homes. Guarded by the protector's gate.</summary>
internal sealed class SteeringLedger
{
    /// <summary>Each mask by its key.</summary>
    public SortedDictionary<string, SteeringRecord> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there is anything to restore.</summary>
    public bool IsTouched => Records.Values.Any(record => record.IsTouched);

    /// <summary>Where new receive queues take their mask from, if we changed that.</summary>
    private SteeringRecord? Default => Records.GetValueOrDefault(SteeringMask.ReceiveDefault) is { IsTouched: true } record ? record : null;

    public void Load(IReadOnlyList<SteeringEntry>? entries)
    {
        foreach (SteeringEntry entry in entries ?? [])
        {
            Records[entry.Key] = SteeringRecord.From(entry);
        }
    }

    /// <summary>What must survive a crash. Masks that we did not touch are in it only where they could be taken for our default.</summary>
    public IReadOnlyList<SteeringEntry> ToEntries()
        => [.. Records.Values.Where(record => record.IsTouched || (Default is { } @default && record.Mask.Kind == SteeringKinds.ReceivedPackets
            && (record.Seen.IsSubsetOf(@default.Written ?? default) || record.Seen.IsSubsetOf(@default.Intended ?? default)))).Select(record => record.ToEntry())];

    /// <summary>The mask that a new queue would have had without us; null when what it has is not our default.</summary>
    public CpuSet? HomeOfNew(SteeringMask mask, CpuSet found, SteeringPlan plan)
        => mask.Kind == SteeringKinds.ReceivedPackets && !mask.IsDefault && Default is { } @default
            && ((@default.Written is { } written && plan.IsKeptOf(found, written, isNarrowed: true)) || (@default.Intended is { } intended && plan.IsKeptOf(found, intended, isNarrowed: true)))
            && !plan.IsKeptOf(found, @default.Home, isNarrowed: true) ? @default.Home : null;

    /// <summary>Nothing is about to be written any more.</summary>
    public void Withdraw()
    {
        foreach (SteeringRecord record in Records.Values)
        {
            record.Intended = null;
        }
    }
}
