using System.Globalization;
using System.Text;

namespace SchedExt.Tests.Cpus.Text;

/// <summary>A set so simple that it is right by inspection: one truth value per CPU.</summary>
internal sealed class NaiveSet(bool[] members)
{
    public int Width => Members.Length;

    public bool this[int cpu] => Members[cpu];

    public static NaiveSet OfRuns(int width, int[] places, int[] lengths)
    {
        bool[] members = new bool[width];
        foreach ((int place, int length) in places.Zip(lengths))
        {
            Array.Fill(members, true, place, Math.Min(length, width - place));
        }

        return new NaiveSet(members);
    }

    public NaiveSet Widen(int width)
    {
        bool[] wider = new bool[width];
        Members.CopyTo(wider, 0);
        return new NaiveSet(wider);
    }

    public bool[] Members { get; } = members;

    /// <summary>The CPUs in ascending order.</summary>
    public int[] Cpus { get; } = Find(members);

    public NaiveSet Combine(NaiveSet other, Func<bool, bool, bool> rule)
    {
        bool[] result = new bool[Width];
        for (int cpu = 0; cpu < Width; cpu++)
        {
            result[cpu] = rule(Members[cpu], other.Members[cpu]);
        }

        return new NaiveSet(result);
    }

    public CpuSet ToCpuSet() => CpuSet.Create(Cpus);

    /// <summary>The list as <c>bitmap_list_string()</c> prints it.</summary>
    public string ToList()
    {
        var text = new StringBuilder();
        for (int cpu = 0; cpu < Width; cpu++)
        {
            if (!Members[cpu])
            {
                continue;
            }

            int first = cpu;
            while (cpu + 1 < Width && Members[cpu + 1])
            {
                cpu++;
            }

            text.Append(text.Length == 0 ? "" : ",").Append(first == cpu ? $"{first}" : $"{first}-{cpu}");
        }

        return text.ToString();
    }

    /// <summary>The mask as <c>%*pb</c> prints it.</summary>
    public string ToMask()
    {
        List<string> groups = [];
        for (int first = 0; first < Width; first += 32)
        {
            int bits = Math.Min(32, Width - first);
            uint value = 0;
            for (int bit = 0; bit < bits; bit++)
            {
                value |= Members[first + bit] ? 1u << bit : 0;
            }

            groups.Insert(0, value.ToString($"x{(bits + 3) / 4}", CultureInfo.InvariantCulture));
        }

        return string.Join(',', groups);
    }

    public override string ToString() => $"{ToList()} below {Width}";

    private static int[] Find(bool[] members)
    {
        List<int> cpus = [];
        for (int cpu = 0; cpu < members.Length; cpu++)
        {
            if (members[cpu])
            {
                cpus.Add(cpu);
            }
        }

        return [.. cpus];
    }
}
