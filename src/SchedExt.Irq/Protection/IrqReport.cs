namespace SchedExt.Irq;

/// <summary>What became of each interrupt while CPUs are protected.</summary>
/// <remarks>Equality: by reference. Thread safety: immutable; a later look gives a new report.</remarks>
public sealed class IrqReport
{
    internal IrqReport(CpuSet protectedCpus, IrqPlanMode mode, IReadOnlyList<IrqResult> irqs, IReadOnlyList<SteeringResult>? steering = null)
    {
        Protected = protectedCpus;
        Mode = mode;
        Irqs = irqs;
        Steering = steering ?? [];
    }

    /// <summary>The CPUs that are protected, by all leases together.</summary>
    public CpuSet Protected { get; }

    /// <summary>Whether any online CPU is unprotected.</summary>
    public IrqPlanMode Mode { get; }

    /// <summary>The interrupts in ascending order of their numbers.</summary>
    public IReadOnlyList<IrqResult> Irqs { get; }

    /// <summary>The steering masks by path; those of the kinds that <see cref="IrqProtectorOptions.Steering"/> asks for.</summary>
    public IReadOnlyList<SteeringResult> Steering { get; }

    /// <summary>How many interrupts had an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>The number.</returns>
    public int Count(IrqOutcome outcome) => Irqs.Count(irq => irq.Outcome == outcome);

    /// <summary>The report in one line.</summary>
    /// <returns>Such as <c>41 moved, 2 pending, 64 managed (left alone)</c>.</returns>
    public override string ToString()
    {
        (IrqOutcome Outcome, string Words)[] kinds =
        [
            (IrqOutcome.Moved, "moved"), (IrqOutcome.Pending, "pending"), (IrqOutcome.Unchanged, "unchanged"), (IrqOutcome.Unmovable, "managed (left alone)"),
            (IrqOutcome.NoVector, "without vector"), (IrqOutcome.Deferred, "to be tried again"), (IrqOutcome.Denied, "denied"), (IrqOutcome.Vanished, "vanished"),
            (IrqOutcome.LeftAlone, "left alone"),
        ];
        string text = string.Join(", ", kinds.Select(kind => (Count: Count(kind.Outcome), kind.Words)).Where(kind => kind.Count > 0).Select(kind => $"{kind.Count} {kind.Words}"));
        int steered = Steering.Count(mask => mask.Outcome == IrqOutcome.Moved), refused = Steering.Count(mask => mask.Outcome is IrqOutcome.Denied or IrqOutcome.Deferred);
        return (text.Length == 0 ? "no interrupts" : text) + (steered == 0 ? "" : $"; {steered} steering masks changed") + (refused == 0 ? "" : $"; {refused} steering masks refused");
    }
}
