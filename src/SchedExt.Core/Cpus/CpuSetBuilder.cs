namespace SchedExt;

/// <summary>Gathers CPUs one by one without a new set each time. Not thread-safe.</summary>
internal sealed class CpuSetBuilder
{
    private ulong[] words = [];

    /// <summary>Adds a CPU; it is below <see cref="CpuSet.MaxWidth"/>.</summary>
    public void Add(int cpu)
    {
        Grow((cpu >> 6) + 1);
        words[cpu >> 6] |= 1UL << cpu;
    }

    /// <summary>The CPUs added so far, as a set of their own.</summary>
    public CpuSet ToSet() => CpuSet.FromWords(words);

    private void Grow(int length)
    {
        if (length > words.Length)
        {
            Array.Resize(ref words, Math.Max(length, words.Length * 2));
        }
    }
}
