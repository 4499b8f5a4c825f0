namespace SchedExt.Bpf.Tests;

public sealed class WakeupLatencyTests
{
    [Fact]
    public void Percentile_Counts_IsTheUpperEndOfItsBucket()
    {
        WakeupLatency latency = Of((3, 90), (6, 9), (10, 1));

        (latency.Total, latency.Percentile(0.5), latency.Percentile(0.99), latency.Percentile(1)).Should().Be(
            (100, TimeSpan.FromMicroseconds(8), TimeSpan.FromMicroseconds(64), TimeSpan.FromMicroseconds(1024)));
    }

    [Fact]
    public void Percentile_InTheLastBucket_HasNoBound() => Of((AiNumaLayout.Buckets - 1, 5)).Percentile(0.5).Should().BeNull();

    [Fact]
    public void Percentile_NoWakeup_IsNull() => WakeupLatency.None.Percentile(0.5).Should().BeNull();

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Percentile_NoShare_IsRefused(double share) =>
        FluentActions.Invoking(() => WakeupLatency.None.Percentile(share)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("A share is from 0 to 1*");

    [Fact]
    public void Plus_Both_IsTheirSum()
    {
        Of((1, 2)).Plus(Of((1, 3), (4, 1))).Should().Be(Of((1, 5), (4, 1))).And.NotBe(Of((1, 5)));
    }

    private static WakeupLatency Of(params (int Bucket, ulong Count)[] counts)
    {
        var all = new ulong[AiNumaLayout.Buckets];
        foreach ((int bucket, ulong count) in counts) all[bucket] = count;
        return new WakeupLatency(all.AsSpan());
    }
}
