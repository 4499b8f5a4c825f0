namespace SchedExt;

/// <summary>One region of a CPU list: of each <see cref="Group"/> CPUs from First to Last, the first <see cref="Used"/>.</summary>
/// <remarks>A plain range is one group, used whole. Mirrors <c>struct region</c> of lib/bitmap-str.c.</remarks>
internal readonly record struct CpuRegion(int First, int Last, long Used, long Group)
{
    /// <summary>The highest CPU of the region, or -1 when it uses none.</summary>
    public int Highest
    {
        get
        {
            long lastGroup = First + (Last - First) / Group * Group;
            return Used == 0 ? -1 : (int)Math.Min(Last, lastGroup + Used - 1);
        }
    }

    /// <summary>Sets the bits of the region; the words reach <see cref="Highest"/>.</summary>
    public void AddTo(Span<ulong> words)
    {
        if (Used == 0)
        {
            return;
        }

        // Also of groups used whole that are many: walked one by one, a short text would take long.
        if (Used == Group)
        {
            BitWords.SetRange(words, First, Last);
            return;
        }

        if (Group <= 64)
        {
            AddPattern(words);
            return;
        }

        for (long first = First; first <= Last; first += Group)
        {
            BitWords.SetRange(words, (int)first, (int)Math.Min(Last, first + Used - 1));
        }
    }

    /// <summary>Small groups, word by word: two words of the periodic pattern hold it at every phase.</summary>
    private void AddPattern(Span<ulong> words)
    {
        int group = (int)Group;
        UInt128 pattern = UInt128.Zero;
        for (int at = 0; at < 128; at += group)
        {
            pattern |= (UInt128)((1UL << (int)Used) - 1) << at;
        }

        int last = Highest, phase = 0;
        for (int first = First; first <= last;)
        {
            int room = Math.Min(64 - (first & 63), last - first + 1);
            ulong bits = (ulong)(pattern >> phase) & ulong.MaxValue >> 64 - room;
            words[first >> 6] |= bits << first;
            first += room;
            phase = (phase + room) % group;
        }
    }
}
