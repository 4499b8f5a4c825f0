using BenchmarkDotNet.Attributes;

namespace SchedExt.Benchmarks.Core;

/// <summary>Set algebra. The bar: the union of two 8,192-CPU sets in at most the time that cloning an array of that size takes.</summary>
[MemoryDiagnoser]
public class CpuSetBenchmarks
{
    private CpuSet left, right, both;
    private ulong[] words = [];

    [Params(64, 1024, 8192)]
    public int Width { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        left = CpuSet.Create([.. Enumerable.Range(0, Width).Where(cpu => cpu % 3 == 0 || cpu == Width - 1)]);
        right = CpuSet.Create([.. Enumerable.Range(0, Width).Where(cpu => cpu % 2 == 0 || cpu == Width - 1)]);
        both = left | right;
        words = new ulong[Width / 64];
        left.CopyWordsTo(words);
    }

    [Benchmark(Baseline = true)]
    public object ArrayClone() => words.Clone();

    [Benchmark]
    public CpuSet Union() => left | right;

    [Benchmark]
    public CpuSet Intersect() => left & right;

    [Benchmark]
    public CpuSet Except() => left - right;

    [Benchmark]
    public CpuSet SymmetricExcept() => left ^ right;

    [Benchmark]
    public CpuSet Complement() => left.Complement(Width);

    [Benchmark]
    public CpuSet With() => left.With(1);

    [Benchmark]
    public CpuSet Without() => left.Without(0);

    [Benchmark]
    public bool IsSubsetOf() => left.IsSubsetOf(both);

    [Benchmark]
    public int Count() => left.Count;

    [Benchmark]
    public int Enumerate()
    {
        int sum = 0;
        foreach (int cpu in left)
        {
            sum += cpu;
        }

        return sum;
    }
}
