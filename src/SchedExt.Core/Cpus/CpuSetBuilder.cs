namespace SchedExt;

/// <summary>Gathers CPUs one by one or set by set without a new set each time. Not thread-safe.</summary>
internal sealed class CpuSetBuilder
{
    private ulong[] words = [];

    /// <summary>Adds a CPU; it is below <see cref="CpuSet.MaxWidth"/>.</summary>
    public void Add(int cpu)
    {
        Grow((cpu >> 6) + 1);
        words[cpu >> 6] |= 1UL << cpu;
    }

    public void Add(CpuSet cpus)
    {
        ReadOnlySpan<ulong> added = cpus.Words;
        Grow(added.Length);
        for (int word = 0; word < added.Length; word++)
        {
            words[word] |= added[word];
        }
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
