namespace SchedExt.Tests.Cpus;

public class CpuSetAlgebraTests
{
    private static readonly CpuSet Left = CpuSet.Parse("0-5,64,500");
    private static readonly CpuSet Right = CpuSet.Parse("4-9,64");

    [Fact]
    public void Operators_TwoSets_AnswerAsTheirMethods()
    {
        (Left | Right).ToString().Should().Be("0-9,64,500");
        (Left & Right).ToString().Should().Be("4-5,64");
        (Left - Right).ToString().Should().Be("0-3,500");
        (Right - Left).ToString().Should().Be("6-9");
        (Left ^ Right).ToString().Should().Be("0-3,6-9,500");
    }

    [Fact]
    public void Operators_EmptySet_IsNeutral()
    {
        (Left | default(CpuSet)).Should().Be(Left);
        (default(CpuSet) | Left).Should().Be(Left);
        (Left & default(CpuSet)).IsEmpty.Should().BeTrue();
        (Left - default(CpuSet)).Should().Be(Left);
        (default(CpuSet) - Left).IsEmpty.Should().BeTrue();
        (Left - Left).Should().Be(CpuSet.Empty);
    }

    [Fact]
    public void Complement_Width_IsTheRestBelowIt()
    {
        CpuSet.Parse("1,3,900").Complement(6).ToString().Should().Be("0,2,4-5");
        CpuSet.Empty.Complement(0).IsEmpty.Should().BeTrue();
        FluentActions.Invoking(() => Left.Complement(-1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void IsSubsetOf_EachRelation_IsTold()
    {
        CpuSet.Empty.IsSubsetOf(default).Should().BeTrue();
        CpuSet.Parse("4,64").IsSubsetOf(Left).Should().BeTrue();
        Left.IsSupersetOf(CpuSet.Parse("4,64")).Should().BeTrue();
        Left.IsSubsetOf(Right).Should().BeFalse();
        Right.IsSubsetOf(Left).Should().BeFalse();
    }

    [Fact]
    public void Overlaps_EachRelation_IsTold()
    {
        Left.Overlaps(Right).Should().BeTrue();
        Left.Overlaps(CpuSet.Parse("6-9,700")).Should().BeFalse();
        CpuSet.Empty.Overlaps(CpuSet.Empty).Should().BeFalse();
    }

    [Fact]
    public void WithAndWithout_OneCpu_AddAndRemoveIt()
    {
        Left.With(6).Without(500).Without(7).ToString().Should().Be("0-6,64");
        Left.With(0).Should().Be(Left);
        FluentActions.Invoking(() => Left.With(-1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Words_RoundTrip_IsTheSameSet()
    {
        ulong[] words = new ulong[10];
        Left.CopyWordsTo(words);

        CpuSet.FromWords(words).Should().Be(Left);
        FluentActions.Invoking(() => Left.CopyWordsTo(new ulong[7])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => CpuSet.FromWords([.. new ulong[CpuSet.MaxWidth / 64], 1])).Should().Throw<ArgumentOutOfRangeException>();
    }
}
