namespace SchedExt.Irq;

/// <summary>One row of a table of counters: its label, a number for each column, and the words behind them.</summary>
/// <remarks>Equality: by reference. Thread safety: immutable.</remarks>
public sealed class CounterRow
{
    private readonly CounterCells cells;

    internal CounterRow(string label, ReadOnlySpan<ulong> counters, string description)
    {
        Label = label;
        cells = new CounterCells(counters);
        Description = description;
        Irq = int.TryParse(label, System.Globalization.NumberStyles.None, null, out int number) ? number : null;
    }

    /// <summary>What stands before the colon: <c>27</c>, <c>LOC</c>, <c>NET_RX</c>. Not unique on every machine.</summary>
    public string Label { get; }

    /// <summary>The interrupt's number, where the label is one; null for rows of the architecture and for softirqs.</summary>
    public int? Irq { get; }

    /// <summary>The counters in the order of <see cref="CounterTable.Cpus"/>. Fewer than columns where the kernel prints fewer: <c>ERR</c>
    /// and <c>MIS</c> have one number for the whole machine.</summary>
    public IReadOnlyList<ulong> Counts => cells;

    /// <summary>The words behind the numbers, with the kernel's blanks between them; may be empty.</summary>
    public string Description { get; }

    /// <summary>The sum of all columns, modulo 2^64.</summary>
    public ulong Total => cells.Total;

    /// <summary>The row as label and total.</summary>
    /// <returns>Such as <c>27: 1204</c>.</returns>
    public override string ToString() => $"{Label}: {Total}";
}
