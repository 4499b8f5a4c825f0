using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace SchedExt;

/// <summary>An immutable set of CPU numbers, as the kernel's <c>cpumask</c>: the unit in which this library speaks of CPUs.</summary>
/// <remarks>
/// <para>Bounds: numbers from 0 to <see cref="MaxWidth"/> - 1; numbers may have holes. The set knows no machine: it has no width of its own.</para>
/// <para>Equality: by content, whatever text or width a set came from. Order: none between sets; CPUs within a set ascend.</para>
/// <para><c>default</c>: the empty set, equal to <see cref="Empty"/>.</para>
/// <para>Thread safety: immutable, safe for any use from any thread.</para>
/// <para>It is deliberately not an <see cref="IEnumerable{T}"/>: loggers and assertion libraries show it as the list that the
/// kernel prints (<c>0-3,8</c>). <c>foreach</c> works and does not allocate.</para>
/// </remarks>
[CollectionBuilder(typeof(CpuSet), nameof(Create))]
[JsonConverter(typeof(CpuSetJsonConverter))]
[DebuggerDisplay("{ToString(),nq}")]
public readonly partial struct CpuSet : IEquatable<CpuSet>
{
    /// <summary>One more than the highest CPU number a set can hold: 1,048,576, far beyond the 8,192 of today's kernels.</summary>
    public const int MaxWidth = 1 << 20;

    /// <summary>Bit n of word w is CPU 64 w + n. Never ends in a zero word; null stands for no words.</summary>
    private readonly ulong[]? words;

    private CpuSet(ulong[] trimmed) => words = trimmed;

    /// <summary>The set without any CPU, the same as <c>default</c>.</summary>
    public static CpuSet Empty => default;

    /// <summary>Whether no CPU is in the set.</summary>
    public bool IsEmpty => Words.IsEmpty;

    /// <summary>How many CPUs are in the set.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in Words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    /// <summary>The lowest CPU of the set.</summary>
    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public int First => IsEmpty ? throw NoCpu() : BitWords.NextSet(Words, 0);

    /// <summary>The highest CPU of the set.</summary>
    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public int Last => IsEmpty ? throw NoCpu() : Words.Length * 64 - 1 - BitOperations.LeadingZeroCount(Words[^1]);

    /// <summary>The words of the set, lowest CPUs first, without zero words at the end.</summary>
    internal ReadOnlySpan<ulong> Words => words;

    /// <summary>Makes a set of the given CPUs, in any order, repeated ones once. Called by <c>CpuSet s = [0, 1, 2]</c>.</summary>
    /// <param name="cpus">CPU numbers, each from 0 to <see cref="MaxWidth"/> - 1.</param>
    /// <returns>The set of these CPUs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or at least <see cref="MaxWidth"/>.</exception>
    public static CpuSet Create(ReadOnlySpan<int> cpus)
    {
        int last = -1;
        foreach (int cpu in cpus)
        {
            ThrowIfNoCpuNumber(cpu, nameof(cpus));
            last = Math.Max(last, cpu);
        }

        if (last < 0)
        {
            return default;
        }

        var result = new ulong[(last >> 6) + 1];
        foreach (int cpu in cpus)
        {
            result[cpu >> 6] |= 1UL << cpu;
        }

        return new CpuSet(result);
    }

    /// <summary>Makes the set of all CPUs from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    /// <param name="first">The lowest CPU, from 0 to <see cref="MaxWidth"/> - 1.</param>
    /// <param name="last">The highest CPU, from <paramref name="first"/> to <see cref="MaxWidth"/> - 1.</param>
    /// <returns>The set of these CPUs; it is never empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of bounds, or <paramref name="last"/> is below <paramref name="first"/>.</exception>
    public static CpuSet FromRange(int first, int last)
    {
        ThrowIfNoCpuNumber(first, nameof(first));
        ThrowIfNoCpuNumber(last, nameof(last));
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        var result = new ulong[(last >> 6) + 1];
        BitWords.SetRange(result, first, last);
        return new CpuSet(result);
    }

    /// <summary>Makes the set of the CPUs 0 to <paramref name="width"/> - 1.</summary>
    /// <param name="width">How many CPUs, from 0 to <see cref="MaxWidth"/>.</param>
    /// <returns>The set of these CPUs.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is negative or above <see cref="MaxWidth"/>.</exception>
    public static CpuSet All(int width)
    {
        ThrowIfNoWidth(width);
        return width == 0 ? default : FromRange(0, width - 1);
    }

    /// <summary>Tells whether a CPU is in the set.</summary>
    /// <param name="cpu">Any number; one that no set can hold is in none.</param>
    /// <returns>Whether the CPU is in the set.</returns>
    public bool Contains(int cpu)
    {
        ReadOnlySpan<ulong> all = Words;
        int word = cpu >> 6;
        return (uint)word < (uint)all.Length && (all[word] >> cpu & 1) != 0;
    }

    /// <summary>Finds the lowest CPU of the set above a given number.</summary>
    /// <param name="cpu">Any number; -1 or below asks for the lowest CPU of the set.</param>
    /// <returns>The CPU, or null when none is above.</returns>
    public int? NextAfter(int cpu)
    {
        int next = cpu == int.MaxValue ? -1 : BitWords.NextSet(Words, Math.Max(cpu, -1) + 1);
        return next < 0 ? null : next;
    }

    /// <summary>Finds the CPU at a position in ascending order.</summary>
    /// <param name="index">The position, from 0 to <see cref="Count"/> - 1.</param>
    /// <returns>The CPU with <paramref name="index"/> CPUs of the set below it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative or at least <see cref="Count"/>.</exception>
    public int Nth(int index)
    {
        int left = index;
        ReadOnlySpan<ulong> all = Words;
        for (int word = 0; word < all.Length && index >= 0; word++)
        {
            int count = BitOperations.PopCount(all[word]);
            if (left < count)
            {
                return word * 64 + BitWords.NthSet(all[word], left);
            }

            left -= count;
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, $"The set has {Count} CPUs.");
    }

    /// <summary>Compares by content.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>Whether both sets hold the same CPUs.</returns>
    public bool Equals(CpuSet other) => Words.SequenceEqual(other.Words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CpuSet other && Equals(other);

    /// <summary>A hash of the content: equal sets have equal hashes. It differs from process to process.</summary>
    /// <returns>The hash.</returns>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(Words));
        return hash.ToHashCode();
    }

    private static void ThrowIfNoCpuNumber(int cpu, string parameter)
    {
        if ((uint)cpu >= MaxWidth)
        {
            throw new ArgumentOutOfRangeException(parameter, cpu, $"A CPU number is from 0 to {MaxWidth - 1}.");
        }
    }

    private static void ThrowIfNoWidth(int width, int least = 0)
    {
        if (width < least || width > MaxWidth)
        {
            throw new ArgumentOutOfRangeException(nameof(width), width, $"The width is from {least} to {MaxWidth}.");
        }
    }

    private static InvalidOperationException NoCpu() => new("The CPU set is empty.");
}
