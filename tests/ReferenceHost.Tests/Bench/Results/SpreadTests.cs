using FsCheck;
using FsCheck.Fluent;

namespace SchedExt.ReferenceHost.Tests.Bench.Results;

public class SpreadTests
{
    [Fact]
    public void Of_NoValues_IsNull() => Spread.Of([]).Should().BeNull();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 0)]
    [InlineData(6, 0)]
    [InlineData(8, 0)]
    [InlineData(9, 1)]
    [InlineData(10, 1)]
    [InlineData(12, 2)]
    [InlineData(20, 5)]
    public void Of_SoManyRuns_IntervalLeavesOutWhatTablesOfTheSignTestSay(int count, int leftOut)
    {
        Spread spread = Spread.Of(Enumerable.Range(0, count).Select(value => (double)value))!;

        (spread.IntervalLow, spread.IntervalHigh).Should().Be((leftOut, count - 1 - leftOut));
    }

    [Fact]
    public void Of_EvenCount_MedianIsTheMeanOfTheMiddle() => Spread.Of([4, 1, 2, 9])!.Median.Should().Be(3);

    [Fact]
    public void Of_Any_IsOrderedAndBlindToOrder() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<int>>(), values =>
        {
            Spread spread = Spread.Of(values.Get.Select(value => (double)value))!;
            return spread.Least <= spread.IntervalLow && spread.IntervalLow <= spread.Median && spread.Median <= spread.IntervalHigh && spread.IntervalHigh <= spread.Most
                && spread == Spread.Of(values.Get.Reverse().Select(value => (double)value));
        }));
}
