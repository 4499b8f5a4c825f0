namespace SchedExt.Irq;

/// <summary>What became of all affinities that were to be restored: at the end of a protection, or after a crash.</summary>
/// <remarks>Equality: by reference. Thread safety: immutable.</remarks>
public sealed class IrqRestoreReport
{
    internal IrqRestoreReport(IReadOnlyList<IrqRestoreResult> results, string? note = null)
    {
        Results = results;
        Note = note;
    }

    /// <summary>The affinities: the default one first, then the interrupts in ascending order, then the steering masks. Empty when there was nothing to do.</summary>
    public IReadOnlyList<IrqRestoreResult> Results { get; }

    /// <summary>Why there was nothing to do, such as a journal of another boot; null when there is nothing to say.</summary>
    public string? Note { get; }

    /// <summary>Whether every affinity that nobody else wrote is what it was.</summary>
    public bool IsComplete => Results.All(result => result.IsSettled);

    /// <summary>The affinities that were left alone or could not be restored.</summary>
    public IEnumerable<IrqRestoreResult> LeftAlone => Results.Where(result => result.Outcome is not (IrqRestoreOutcome.Restored or IrqRestoreOutcome.AlreadyHome));

    /// <summary>The report in one line.</summary>
    /// <returns>Such as <c>41 restored, 1 left alone (ForeignWrite)</c>.</returns>
    public override string ToString()
    {
        int restored = Results.Count - LeftAlone.Count();
        string left = string.Join(", ", LeftAlone.GroupBy(result => result.Outcome).Select(group => $"{group.Count()} left alone ({group.Key})"));
        return Results.Count == 0 ? $"nothing to restore{(Note is null ? "" : $": {Note}")}" : $"{restored} restored{(left.Length == 0 ? "" : ", " + left)}";
    }
}
