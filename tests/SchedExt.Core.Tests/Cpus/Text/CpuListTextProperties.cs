using FsCheck.Fluent;

namespace SchedExt.Tests.Cpus.Text;

public class CpuListTextProperties
{
    private const int Width = 500;

    [Fact]
    public void Parse_AnyText_AgreesWithTheNaiveParser() => Samples.Check(Samples.AnyText, AgreesWithNaive);

    [Fact]
    public void Parse_Strides_AgreeWithTheNaiveParser() => Samples.Check(
        from first in Gen.Choose(0, Width)
        from last in Gen.Choose(0, Width)
        from used in Gen.Choose(0, 140)
        from @group in Gen.Choose(0, 140)
        select $"{first}-{last}:{used}/{@group}",
        AgreesWithNaive);

    private static bool AgreesWithNaive(string text)
    {
        bool accepted = CpuListText.TryParse<char>(text, Width, out CpuSet set, out _);
        SortedSet<int>? naive = NaiveListText.Parse(text, Width);
        return accepted == naive is not null && (naive is null || set.ToArray().SequenceEqual(naive));
    }
}
