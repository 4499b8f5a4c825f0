using System.Runtime.InteropServices;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace SchedExt.Benchmarks.Core;

/// <summary>Parsing and printing of the kernel's texts. The bar: a 1,024-CPU mask in at most 1.5 times the time of the C loop.</summary>
[MemoryDiagnoser]
public class CpuTextBenchmarks
{
    private CpuSet set;
    private readonly ulong[] words = new ulong[8192 / 64];
    private byte[] mask = [], list = [];
    private string maskText = "";
    private readonly char[] room = new char[65536];

    [Params(64, 1024, 8192)]
    public int Width { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(1);
        set = CpuSet.Create([.. Enumerable.Range(0, Width).Where(cpu => cpu == Width - 1 || random.Next(3) > 0)]);
        maskText = set.ToMaskString(Width);
        mask = Encoding.ASCII.GetBytes(maskText);
        list = Encoding.ASCII.GetBytes(set.ToString());
    }

    [Benchmark(Baseline = true)]
    public nint MaskParsedByC()
        => NativeLoops.mask_parse(ref MemoryMarshal.GetArrayDataReference(mask), (nuint)mask.Length, ref MemoryMarshal.GetArrayDataReference(words));

    [Benchmark]
    public CpuSet MaskParsedFromUtf8() => CpuSet.ParseMask(mask);

    [Benchmark]
    public CpuSet MaskParsedFromChars() => CpuSet.ParseMask(maskText);

    [Benchmark]
    public CpuSet ListParsedFromUtf8() => CpuSet.Parse(list);

    [Benchmark]
    public bool MaskFormatted() => set.TryFormatMask(room, out _, Width);

    [Benchmark]
    public bool ListFormatted() => set.TryFormat(room, out _);
}
