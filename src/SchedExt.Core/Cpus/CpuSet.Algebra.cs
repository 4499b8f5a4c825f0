namespace SchedExt;

public readonly partial struct CpuSet
{
    /// <summary>Tells whether two sets hold the same CPUs.</summary>
    /// <param name="left">A set.</param>
    /// <param name="right">A set.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(CpuSet left, CpuSet right) => left.Equals(right);

    /// <summary>Tells whether two sets differ.</summary>
    /// <param name="left">A set.</param>
    /// <param name="right">A set.</param>
    /// <returns>Whether they are not equal.</returns>
    public static bool operator !=(CpuSet left, CpuSet right) => !left.Equals(right);

    /// <inheritdoc cref="Union"/>
    /// <param name="left">A set.</param>
    /// <param name="right">A set.</param>
    public static CpuSet operator |(CpuSet left, CpuSet right) => left.Union(right);

    /// <inheritdoc cref="Intersect"/>
    /// <param name="left">A set.</param>
    /// <param name="right">A set.</param>
    public static CpuSet operator &(CpuSet left, CpuSet right) => left.Intersect(right);

    /// <inheritdoc cref="Except"/>
    /// <param name="left">A set.</param>
    /// <param name="right">The CPUs to leave out.</param>
    public static CpuSet operator -(CpuSet left, CpuSet right) => left.Except(right);

    /// <inheritdoc cref="SymmetricExcept"/>
    /// <param name="left">A set.</param>
    /// <param name="right">A set.</param>
    public static CpuSet operator ^(CpuSet left, CpuSet right) => left.SymmetricExcept(right);

    /// <summary>The CPUs that are in either set.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The union.</returns>
    public CpuSet Union(CpuSet other)
    {
        (CpuSet longer, CpuSet shorter) = ByLength(this, other);
        return shorter.IsEmpty ? longer : new CpuSet(WordRows.Or(longer.Words, shorter.Words));
    }

    /// <summary>The CPUs that are in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The intersection.</returns>
    public CpuSet Intersect(CpuSet other) => FromTrimmed(WordRows.And(Words, other.Words));

    /// <summary>The CPUs of this set that are not in the other.</summary>
    /// <param name="other">The CPUs to leave out.</param>
    /// <returns>The difference.</returns>
    public CpuSet Except(CpuSet other) => Overlaps(other) ? FromTrimmed(WordRows.AndNot(Words, other.Words)) : this;

    /// <summary>The CPUs that are in exactly one of the two sets: what came and what went.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The symmetric difference.</returns>
    public CpuSet SymmetricExcept(CpuSet other)
    {
        (CpuSet longer, CpuSet shorter) = ByLength(this, other);
        return shorter.IsEmpty ? longer : FromTrimmed(WordRows.Xor(longer.Words, shorter.Words));
    }

    /// <summary>The CPUs 0 to <paramref name="width"/> - 1 that are not in this set. CPUs of the set beyond the width do not matter.</summary>
    /// <param name="width">How many CPUs to look at, from 0 to <see cref="MaxWidth"/>.</param>
    /// <returns>The complement within the width.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is negative or above <see cref="MaxWidth"/>.</exception>
    public CpuSet Complement(int width)
    {
        ThrowIfNoWidth(width);
        return FromTrimmed(WordRows.Not(Words, width));
    }

    /// <summary>This set and one more CPU.</summary>
    /// <param name="cpu">The CPU, from 0 to <see cref="MaxWidth"/> - 1.</param>
    /// <returns>A set that holds the CPU.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cpu"/> is negative or at least <see cref="MaxWidth"/>.</exception>
    public CpuSet With(int cpu)
    {
        ThrowIfNoCpuNumber(cpu, nameof(cpu));
        return Contains(cpu) ? this : new CpuSet(WordRows.With(Words, cpu));
    }

    /// <summary>This set without one CPU.</summary>
    /// <param name="cpu">Any number.</param>
    /// <returns>A set that does not hold the CPU.</returns>
    public CpuSet Without(int cpu) => Contains(cpu) ? FromTrimmed(WordRows.Without(Words, cpu)) : this;

    /// <summary>Tells whether the other set holds every CPU of this one. The empty set is a subset of every set.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>Whether this set is a subset.</returns>
    public bool IsSubsetOf(CpuSet other)
    {
        ReadOnlySpan<ulong> mine = Words, theirs = other.Words;
        if (mine.Length > theirs.Length)
        {
            return false;
        }

        for (int word = 0; word < mine.Length; word++)
        {
            if ((mine[word] & ~theirs[word]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Tells whether this set holds every CPU of the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>Whether this set is a superset.</returns>
    public bool IsSupersetOf(CpuSet other) => other.IsSubsetOf(this);

    /// <summary>Tells whether a CPU is in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>Whether the sets overlap.</returns>
    public bool Overlaps(CpuSet other)
    {
        ReadOnlySpan<ulong> mine = Words, theirs = other.Words;
        int shared = Math.Min(mine.Length, theirs.Length);
        for (int word = 0; word < shared; word++)
        {
            if ((mine[word] & theirs[word]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static (CpuSet Longer, CpuSet Shorter) ByLength(CpuSet left, CpuSet right)
        => left.Words.Length < right.Words.Length ? (right, left) : (left, right);

    private static CpuSet FromTrimmed(ulong[] trimmed) => trimmed.Length == 0 ? default : new CpuSet(trimmed);
}
