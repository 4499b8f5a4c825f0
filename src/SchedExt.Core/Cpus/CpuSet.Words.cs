namespace SchedExt;

public readonly partial struct CpuSet
{
    /// <summary>Makes a set of 64-bit words as the kernel's bitmaps are laid out: bit n of word w is CPU 64 w + n.</summary>
    /// <param name="words">The words, lowest CPUs first; zero words at the end do not matter.</param>
    /// <returns>The set of the CPUs whose bits are set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A bit for a CPU at or above <see cref="MaxWidth"/> is set.</exception>
    public static CpuSet FromWords(ReadOnlySpan<ulong> words)
    {
        int length = BitWords.TrimmedLength(words);
        if (length > MaxWidth / 64)
        {
            throw new ArgumentOutOfRangeException(nameof(words), $"A CPU number is from 0 to {MaxWidth - 1}.");
        }

        return FromTrimmed(words[..length].ToArray());
    }

    /// <summary>Writes the set as 64-bit words: bit n of word w is CPU 64 w + n. Words beyond the highest CPU become zero.</summary>
    /// <param name="destination">Where the words go; every word of it is written.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has no room for the highest CPU of the set.</exception>
    public void CopyWordsTo(Span<ulong> destination)
    {
        if (destination.Length < Words.Length)
        {
            throw new ArgumentException($"{Words.Length} words are needed, room is for {destination.Length}.", nameof(destination));
        }

        Words.CopyTo(destination);
        destination[Words.Length..].Clear();
    }
}
