namespace SchedExt.Tests.Cpus;

public class CpuSetTests
{
    [Fact]
    public void Default_Always_IsTheEmptySet()
    {
        CpuSet set = default;

        set.Should().Be(CpuSet.Empty);
        set.IsEmpty.Should().BeTrue();
        set.Count.Should().Be(0);
        set.Contains(0).Should().BeFalse();
        set.NextAfter(-1).Should().BeNull();
        set.ToString().Should().BeEmpty();
        set.GetHashCode().Should().Be(CpuSet.Parse("").GetHashCode());
    }

    [Fact]
    public void Create_UnorderedAndRepeated_HoldsEachOnce()
    {
        CpuSet set = [8191, 3, 0, 3, 64];

        set.ToArray().Should().Equal(0, 3, 64, 8191);
        set.Count.Should().Be(4);
        (set.First, set.Last).Should().Be((0, 8191));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(CpuSet.MaxWidth)]
    [InlineData(int.MinValue)]
    public void Create_NumberOutOfBounds_Throws(int cpu)
        => FluentActions.Invoking(() => CpuSet.Create([cpu])).Should().Throw<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, CpuSet.MaxWidth)]
    [InlineData(5, 4)]
    public void FromRange_BadBounds_Throws(int first, int last)
        => FluentActions.Invoking(() => CpuSet.FromRange(first, last)).Should().Throw<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 63)]
    [InlineData(63, 64)]
    [InlineData(5, 300)]
    [InlineData(CpuSet.MaxWidth - 1, CpuSet.MaxWidth - 1)]
    public void FromRange_Bounds_HoldsExactlyThem(int first, int last)
    {
        CpuSet set = CpuSet.FromRange(first, last);

        (set.First, set.Last, set.Count).Should().Be((first, last, last - first + 1));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(CpuSet.MaxWidth + 1)]
    public void All_WidthOutOfBounds_Throws(int width)
        => FluentActions.Invoking(() => CpuSet.All(width)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void First_EmptySet_Throws()
    {
        FluentActions.Invoking(() => CpuSet.Empty.First).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => CpuSet.Empty.Last).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Contains_AnyNumber_NeverThrows()
    {
        CpuSet set = [0, 63, 64];

        new[] { int.MinValue, -1, 1, 65, int.MaxValue }.Should().OnlyContain(cpu => !set.Contains(cpu));
        new[] { 0, 63, 64 }.Should().OnlyContain(cpu => set.Contains(cpu));
    }

    [Fact]
    public void NextAfter_AnyNumber_IsTheNextHigher()
    {
        CpuSet set = [3, 64, 200];

        int?[] next = [set.NextAfter(int.MinValue), set.NextAfter(-1), set.NextAfter(3), set.NextAfter(63), set.NextAfter(64), set.NextAfter(200), set.NextAfter(int.MaxValue)];

        next.Should().Equal(3, 3, 64, 64, 200, null, null);
    }

    [Fact]
    public void Nth_EachIndex_IsInAscendingOrder()
    {
        CpuSet set = CpuSet.Parse("1,3,63-66,8000");

        Enumerable.Range(0, set.Count).Select(set.Nth).Should().Equal(1, 3, 63, 64, 65, 66, 8000);
        FluentActions.Invoking(() => set.Nth(7)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => set.Nth(-1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Equals_OtherWidthSameContent_IsEqual()
    {
        CpuSet narrow = [1, 2], wide = CpuSet.Parse("1-2,5000") - CpuSet.Parse("5000");

        wide.Should().Be(narrow);
        (wide == narrow).Should().BeTrue();
        (wide != narrow).Should().BeFalse();
        wide.GetHashCode().Should().Be(narrow.GetHashCode());
        wide.Equals((object)"1-2").Should().BeFalse();
    }

    [Fact]
    public void MoveNext_DefaultEnumerator_FindsNothing()
    {
        CpuSet.Enumerator cpus = default;
        CpuSet.RangeEnumerator ranges = default;

        (cpus.MoveNext(), cpus.MoveNext(), ranges.MoveNext()).Should().Be((false, false, false));
    }

    [Fact]
    public void GetEnumerator_Foreach_AllocatesNothing()
    {
        CpuSet set = CpuSet.Parse("0-1000:1/3");
        int sum = Sum(set);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int again = Sum(set);
        long after = GC.GetAllocatedBytesForCurrentThread();

        again.Should().Be(sum);
        (after - before).Should().Be(0);
    }

    private static int Sum(CpuSet set)
    {
        int sum = 0;
        foreach (int cpu in set)
        {
            sum += cpu;
        }

        foreach (CpuRange range in set.Ranges)
        {
            sum -= range.First;
        }

        return sum;
    }
}
