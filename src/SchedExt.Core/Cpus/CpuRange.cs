namespace SchedExt;

/// <summary>A run of adjacent CPU numbers, as in the list <c>0-3,8</c>.</summary>
/// <remarks>Equality: by value. Order: none. <c>default</c>: CPU 0 alone. Thread safety: immutable.</remarks>
/// <param name="First">The lowest CPU of the run.</param>
/// <param name="Last">The highest CPU of the run, at least <paramref name="First"/>.</param>
public readonly record struct CpuRange(int First, int Last)
{
    /// <summary>How many CPUs are in the run, at least 1.</summary>
    public int Count => Last - First + 1;

    /// <summary>The run as the kernel prints it: <c>8</c> or <c>0-3</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
