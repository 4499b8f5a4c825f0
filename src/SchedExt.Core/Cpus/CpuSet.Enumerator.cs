using System.Numerics;

namespace SchedExt;

public readonly partial struct CpuSet
{
    /// <summary>The runs of adjacent CPUs in ascending order, for <c>foreach</c>; nothing is allocated.</summary>
    public RangeEnumerator Ranges => new(this);

    /// <summary>Walks the CPUs in ascending order, for <c>foreach</c>; nothing is allocated.</summary>
    /// <returns>An enumerator before the first CPU.</returns>
    public Enumerator GetEnumerator() => new(words ?? []);

    /// <summary>Copies the CPUs into a new array.</summary>
    /// <returns>The CPUs in ascending order.</returns>
    public int[] ToArray()
    {
        int[] cpus = new int[Count];
        int next = 0;
        foreach (int cpu in this)
        {
            cpus[next++] = cpu;
        }

        return cpus;
    }

    /// <summary>Walks the CPUs of a set in ascending order. A mutable value: each copy walks on by itself; not thread-safe.</summary>
    /// <remarks><c>default</c>: a walk over no CPU. Equality: of no use, enumerators are not to be compared.</remarks>
    public struct Enumerator
    {
        private readonly ulong[]? words;
        private ulong rest;
        private int word;

        internal Enumerator(ulong[] words)
        {
            this.words = words;
            word = -1;
        }

        /// <summary>The CPU that the last <see cref="MoveNext"/> found; meaningless before it and after its end.</summary>
        public int Current { get; private set; }

        /// <summary>Goes to the next CPU.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext()
        {
            while (rest == 0)
            {
                if (words is null || word + 1 >= words.Length)
                {
                    return false;
                }

                rest = words[++word];
            }

            Current = word * 64 + BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
            return true;
        }
    }

    /// <summary>Walks the runs of adjacent CPUs in ascending order. A mutable value: each copy walks on by itself; not thread-safe.</summary>
    /// <remarks><c>default</c>: a walk over no run. Equality: of no use, enumerators are not to be compared.</remarks>
    public struct RangeEnumerator
    {
        private readonly CpuSet set;
        private int from;

        internal RangeEnumerator(CpuSet set) => this.set = set;

        /// <summary>The run that the last <see cref="MoveNext"/> found; meaningless before it and after its end.</summary>
        public CpuRange Current { get; private set; }

        /// <summary>Makes the runs usable in <c>foreach</c>.</summary>
        /// <returns>A copy of this enumerator.</returns>
        public readonly RangeEnumerator GetEnumerator() => this;

        /// <summary>Goes to the next run.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext()
        {
            int first = BitWords.NextSet(set.Words, from);
            if (first < 0)
            {
                return false;
            }

            from = BitWords.NextClear(set.Words, first);
            Current = new CpuRange(first, from - 1);
            return true;
        }
    }
}
