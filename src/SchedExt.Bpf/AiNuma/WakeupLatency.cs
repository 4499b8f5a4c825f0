namespace SchedExt.Bpf;

/// <summary>A histogram of the times from wake-up to running, in powers of two. Equal by content.</summary>
/// <remarks>Immutable, and so thread-safe.</remarks>
public sealed class WakeupLatency : IEquatable<WakeupLatency>
{
    private readonly long[] _counts;

    internal WakeupLatency(ReadOnlySpan<ulong> counts)
    {
        _counts = new long[AiNumaLayout.Buckets];
        for (int bucket = 0; bucket < counts.Length; bucket++) _counts[bucket] = (long)counts[bucket];
    }

    private WakeupLatency(long[] counts) => _counts = counts;

    /// <summary>Of no wake-up.</summary>
    public static WakeupLatency None { get; } = new(new long[AiNumaLayout.Buckets]);

    /// <summary>
    /// How many wake-ups were in each bucket: entry 0 those below 1 µs, entry n those of 2^(n-1) µs or more and below 2^n µs, the
    /// last one, 19, all of 262,144 µs or more.
    /// </summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>All wake-ups.</summary>
    public long Total => _counts.Sum();

    /// <summary>A bound that at least this share of the wake-ups kept, to the power of two.</summary>
    /// <param name="share">0 to 1; 0.99 for the 99th percentile.</param>
    /// <returns>The upper end of a bucket; <see langword="null"/> where there is none, or no wake-up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public TimeSpan? Percentile(double share)
    {
        if (share is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "A share is from 0 to 1: 0.99 for the 99th percentile.");
        long total = Total, seen = 0;
        if (total == 0) return null;
        for (int bucket = 0; bucket < _counts.Length - 1; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= share * total) return TimeSpan.FromMicroseconds(1L << bucket);
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(WakeupLatency? other) => other is not null && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WakeupLatency);

    /// <inheritdoc/>
    public override int GetHashCode() => Total.GetHashCode();

    internal WakeupLatency Plus(WakeupLatency other) => new([.. _counts.Zip(other._counts, (mine, theirs) => mine + theirs)]);
}
