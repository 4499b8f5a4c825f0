using System.Text;
using SchedExt.Tests.Cpus.Text;

namespace SchedExt.Tests.Cpus;

[Trait("EveryRunOn", "newest")]
public class CpuSetProperties
{
    [Fact]
    public void List_FormatThenParse_IsTheSame() => Samples.Check(Samples.Set, naive =>
    {
        CpuSet set = naive.ToCpuSet();
        string text = set.ToString();
        return text == naive.ToList() && CpuSet.Parse(text) == set && CpuSet.Parse(Encoding.UTF8.GetBytes(text + "\n")) == set
            && CpuSet.Parse(text, naive.Width) == set;
    });

    [Fact]
    public void Mask_FormatThenParse_IsTheSame() => Samples.Check(Samples.Set, naive =>
    {
        CpuSet set = naive.ToCpuSet();
        string text = set.ToMaskString(naive.Width);
        return text == naive.ToMask() && CpuSet.ParseMask(text) == set && CpuSet.ParseMask(Encoding.UTF8.GetBytes(text + "\n")) == set
            && CpuSet.ParseMask(text, naive.Width) == set;
    });

    [Fact]
    public void Algebra_TwoSets_AgreesWithTheNaiveOne() => Samples.Check(Samples.ThreeSets, sets =>
    {
        (NaiveSet a, NaiveSet b, _) = sets;
        CpuSet left = a.ToCpuSet(), right = b.ToCpuSet();
        return Is(left | right, a, b, (x, y) => x || y) && Is(left & right, a, b, (x, y) => x && y) && Is(left - right, a, b, (x, y) => x && !y)
            && Is(left ^ right, a, b, (x, y) => x != y) && Is(left.Complement(a.Width), a, b, (x, _) => !x)
            && left.IsSubsetOf(right) == a.Cpus.All(cpu => b[cpu]) && left.Overlaps(right) == a.Cpus.Any(cpu => b[cpu])
            && left.Equals(right) == a.Members.SequenceEqual(b.Members);
    });

    [Fact]
    public void Algebra_ThreeSets_KeepsItsLaws() => Samples.Check(Samples.ThreeSets, sets =>
    {
        (CpuSet a, CpuSet b, CpuSet c) = (sets.A.ToCpuSet(), sets.B.ToCpuSet(), sets.C.ToCpuSet());
        int width = sets.A.Width;
        return (a | b) == (b | a) && (a & b) == (b & a) && (a | b | c) == (a | (b | c)) && (a & b & c) == (a & (b & c))
            && (a & (b | c)) == ((a & b) | (a & c)) && (a | b).Complement(width) == (a.Complement(width) & b.Complement(width))
            && a - b == (a & b.Complement(width)) && (a ^ b) == ((a - b) | (b - a)) && (a & b).IsSubsetOf(a) && a.IsSubsetOf(a | b)
            && a.Complement(width).Complement(width) == a && (a | b).GetHashCode() == (b | a).GetHashCode();
    });

    [Fact]
    public void LookUps_AnySet_AgreeWithTheNaiveOne() => Samples.Check(Samples.Set, naive =>
    {
        CpuSet set = naive.ToCpuSet();
        int[] cpus = naive.Cpus;
        return set.ToArray().AsSpan().SequenceEqual(cpus) && set.Count == cpus.Length && set.IsEmpty == (cpus.Length == 0)
            && (cpus.Length == 0 || (set.First == cpus[0] && set.Last == cpus[^1] && set.Nth(cpus.Length / 2) == cpus[cpus.Length / 2]))
            && Enumerable.Range(0, naive.Width).All(cpu => set.Contains(cpu) == naive[cpu])
            && WalkByNext(set).SequenceEqual(cpus) && RangesOf(set) == naive.ToList();
    });

    [Fact]
    public void WithAndWithout_AnyCpu_AgreeWithTheNaiveOne() => Samples.Check(Samples.ThreeSets, sets =>
    {
        CpuSet set = sets.A.ToCpuSet();
        int cpu = sets.B.Cpus.FirstOrDefault(), last = set.IsEmpty ? 0 : set.Last;
        return (int[])[cpu, last, sets.A.Width - 1, 0] is var tried && tried.All(one =>
            IsTrimmed(set.With(one)) && set.With(one) == CpuSet.Create([.. sets.A.Cpus, one])
            && IsTrimmed(set.Without(one)) && set.Without(one) == CpuSet.Create([.. sets.A.Cpus.Where(other => other != one)]));
    });

    [Fact]
    public void Complement_AnyWidth_AgreesWithTheNaiveOne() => Samples.Check(Samples.ThreeSets, sets =>
    {
        CpuSet set = sets.A.ToCpuSet();
        int width = sets.B.Cpus.LastOrDefault();
        CpuSet complement = set.Complement(width), difference = set ^ sets.C.ToCpuSet();
        return IsTrimmed(complement) && IsTrimmed(difference)
            && complement == CpuSet.Create([.. Enumerable.Range(0, width).Where(cpu => !sets.A[cpu])]);
    });

    [Fact]
    public void Words_AnySet_RoundTrip() => Samples.Check(Samples.Set, naive =>
    {
        CpuSet set = naive.ToCpuSet();
        ulong[] words = new ulong[Samples.WidestSet / 64];
        set.CopyWordsTo(words);
        return CpuSet.FromWords(words) == set;
    });

    /// <summary>No zero word at the end: what equality stands on.</summary>
    private static bool IsTrimmed(CpuSet set) => set.Words.IsEmpty || set.Words[^1] != 0;

    private static bool Is(CpuSet set, NaiveSet a, NaiveSet b, Func<bool, bool, bool> rule) => set.ToString() == a.Combine(b, rule).ToList();

    private static IEnumerable<int> WalkByNext(CpuSet set)
    {
        for (int? cpu = set.NextAfter(-1); cpu is { } found; cpu = set.NextAfter(found))
        {
            yield return found;
        }
    }

    private static string RangesOf(CpuSet set)
    {
        List<string> texts = [];
        foreach (CpuRange range in set.Ranges)
        {
            texts.Add(range.ToString());
        }

        return string.Join(',', texts);
    }
}
