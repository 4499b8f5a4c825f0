using System.Text;

namespace SchedExt.Irq;

/// <summary>A table of counters per CPU, as the kernel prints them: <c>proc/interrupts</c> and <c>proc/softirqs</c>.</summary>
/// <remarks>Kernel: <c>show_interrupts()</c> in kernel/irq/proc.c and <c>show_softirqs()</c> in fs/proc/softirqs.c. Equality: by reference.
/// Thread safety: immutable.</remarks>
public sealed class CounterTable
{
    /// <summary>The column of each CPU number, or -1.</summary>
    private readonly int[] columns;

    private readonly Dictionary<int, CounterRow> byIrq;

    internal CounterTable(int[] cpus, List<CounterRow> rows)
    {
        Cpus = Array.AsReadOnly(cpus);
        Rows = rows.AsReadOnly();
        byIrq = new Dictionary<int, CounterRow>(rows.Count);
        columns = new int[cpus.Length == 0 ? 0 : cpus.Max() + 1];
        Array.Fill(columns, -1);
        for (int column = 0; column < cpus.Length; column++)
        {
            columns[cpus[column]] = column;
        }

        foreach (CounterRow row in rows)
        {
            if (row.Irq is { } irq)
            {
                byIrq.TryAdd(irq, row);
            }
        }
    }

    /// <summary>A table without columns and rows.</summary>
    public static CounterTable Empty { get; } = new([], []);

    /// <summary>The CPU of each column. In <c>proc/interrupts</c> online CPUs only, so numbers may skip; in <c>proc/softirqs</c> all possible ones.</summary>
    public IReadOnlyList<int> Cpus { get; }

    /// <summary>The rows in the file's order.</summary>
    public IReadOnlyList<CounterRow> Rows { get; }

    /// <summary>Finds the row of an interrupt in constant time.</summary>
    /// <param name="irq">Any number.</param>
    /// <returns>The row, or null when the table has none: interrupts without a handler have no row.</returns>
    public CounterRow? Find(int irq) => byIrq.GetValueOrDefault(irq);

    /// <summary>One counter.</summary>
    /// <param name="row">A row of this table.</param>
    /// <param name="cpu">Any CPU number.</param>
    /// <returns>The number, or null when the row has none for this CPU.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="row"/> is null.</exception>
    public ulong? Count(CounterRow row, int cpu)
    {
        ArgumentNullException.ThrowIfNull(row);
        int column = (uint)cpu < (uint)columns.Length ? columns[cpu] : -1;
        bool known = column >= 0 && column < row.Counts.Count && (row.Counts.Count == Cpus.Count || Cpus.Count == 0);
        return known ? row.Counts[column] : null;
    }

    /// <summary>Parses the text of a table.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <returns>The table.</returns>
    /// <exception cref="KernelFormatException">The text is not such a table; file, line and what was expected are named.</exception>
    public static CounterTable Parse(ReadOnlySpan<char> text, string path)
    {
        byte[] utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, utf8);
        return Parse(utf8, path);
    }

    /// <summary>Parses the text of a table in UTF-8.</summary>
    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, string)"/>
    public static CounterTable Parse(ReadOnlySpan<byte> text, string path) => CounterTableText.Parse(text, path);
}
