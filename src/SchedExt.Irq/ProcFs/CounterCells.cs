using System.Collections;

namespace SchedExt.Irq;

/// <summary>The counters of a row. Most are 0, as an interrupt goes to few CPUs, so the others are kept, with their columns.</summary>
/// <remarks>2,000 interrupts on 128 CPUs are a quarter of a million counters, 2 MB of which would outlive a collection while they are read.</remarks>
internal sealed class CounterCells : IReadOnlyList<ulong>
{
    /// <summary>Ascending, and the counter of each.</summary>
    private readonly (int Column, ulong Counter)[] cells;

    public CounterCells(ReadOnlySpan<ulong> counters)
    {
        Count = counters.Length;
        cells = new (int, ulong)[counters.Length - counters.Count(0UL)];
        for (int cell = 0, column = -1; cell < cells.Length; cell++)
        {
            column += 1 + counters[(column + 1)..].IndexOfAnyExcept(0UL);
            cells[cell] = (column, counters[column]);
            Total += counters[column];
        }
    }

    /// <summary>How many columns the row has.</summary>
    public int Count { get; }

    /// <summary>The sum, modulo 2^64.</summary>
    public ulong Total { get; }

    public ulong this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            int low = 0, high = cells.Length;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                (low, high) = cells[middle].Column < index ? (middle + 1, high) : (low, middle);
            }

            return low < cells.Length && cells[low].Column == index ? cells[low].Counter : 0;
        }
    }

    public IEnumerator<ulong> GetEnumerator()
    {
        for (int column = 0, cell = 0; column < Count; column++)
        {
            yield return cell < cells.Length && cells[cell].Column == column ? cells[cell++].Counter : 0;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
